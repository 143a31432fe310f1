-- The provider's name for the refund under way, and for the last one that failed: news of another
-- than the one under way changes nothing.
ALTER TABLE orders ADD COLUMN refund_ref TEXT;
ALTER TABLE orders ADD COLUMN refund_failed_ref TEXT;
