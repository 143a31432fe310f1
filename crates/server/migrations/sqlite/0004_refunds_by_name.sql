-- The provider's name for the refund under way, and for the last one that failed: late news of the last
-- changes nothing of the next.
ALTER TABLE orders ADD COLUMN refund_ref TEXT;
ALTER TABLE orders ADD COLUMN refund_failed_ref TEXT;
