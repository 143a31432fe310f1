-- Refunds that a crash interrupted are looked for every second.
CREATE INDEX orders_refunding ON orders (refund_started)
    WHERE refund_started IS NOT NULL AND status <> 'refunded';
