-- When a refund that isn't finished is looked at again.
ALTER TABLE orders ADD COLUMN refund_next BIGINT;
