-- Orders, their history, and what the shop still has to be told.
-- Amounts are whole minor units of `currency`; times are milliseconds since 1970 (UTC).

CREATE TABLE transitions (
    from_status TEXT NOT NULL,
    to_status   TEXT NOT NULL,
    PRIMARY KEY (from_status, to_status)
) WITHOUT ROWID;

-- `new` is the state before there is an order. Money that has arrived counts even where the
-- order had been given up: an expired or failed payment may still become a paid one.
INSERT INTO transitions (from_status, to_status) VALUES
    ('new', 'created'),
    ('created', 'awaiting_payment'), ('created', 'paid'), ('created', 'payment_failed'), ('created', 'expired'),
    ('awaiting_payment', 'paid'), ('awaiting_payment', 'payment_failed'), ('awaiting_payment', 'expired'),
    ('expired', 'paid'), ('payment_failed', 'paid'),
    ('paid', 'fulfilling'), ('paid', 'fulfil_failed'), ('paid', 'refunded'),
    ('fulfilling', 'fulfilled'), ('fulfilling', 'fulfil_failed'), ('fulfilling', 'refunded'),
    ('fulfil_failed', 'fulfilling'), ('fulfil_failed', 'refunded'),
    ('fulfilled', 'refunded');

CREATE TABLE orders (
    id               TEXT    NOT NULL PRIMARY KEY,
    reference_code   TEXT    NOT NULL UNIQUE,
    token            TEXT    NOT NULL,
    key_hash         TEXT    NOT NULL UNIQUE,
    body_hash        TEXT    NOT NULL,
    status           TEXT    NOT NULL CHECK (status IN ('created', 'awaiting_payment', 'paid', 'fulfilling',
        'fulfilled', 'expired', 'payment_failed', 'fulfil_failed', 'refunded')),
    seq              INTEGER NOT NULL CHECK (seq >= 1),
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    expires_at       INTEGER NOT NULL,
    sandbox          INTEGER NOT NULL CHECK (sandbox IN (0, 1)),
    provider         TEXT    NOT NULL CHECK (provider IN ('none', 'sandbox', 'manual', 'stripe')),
    payment_method   TEXT    NOT NULL,
    currency         TEXT    NOT NULL CHECK (length(currency) = 3),
    total            INTEGER NOT NULL CHECK (total >= 0),
    due_now          INTEGER NOT NULL CHECK (due_now >= 0 AND due_now <= total),
    email            TEXT    NOT NULL,
    locale           TEXT    NOT NULL,
    line_kind        TEXT    NOT NULL CHECK (line_kind IN ('new_esim', 'iccid', 'msisdn')),
    line_value       TEXT,
    renewal          TEXT    NOT NULL CHECK (renewal IN ('manual', 'auto')),
    request          TEXT    NOT NULL,
    quote            TEXT    NOT NULL,
    bill             TEXT    NOT NULL,
    payment_url      TEXT,
    provider_ref     TEXT,
    provider_payment TEXT,
    settle_at        INTEGER,
    activation_code  TEXT,
    fulfil_reference TEXT,
    failure          TEXT,
    refund_started   INTEGER,
    CHECK ((line_kind = 'new_esim') = (line_value IS NULL)),
    CHECK (status <> 'fulfilled' OR activation_code IS NOT NULL OR fulfil_reference IS NOT NULL)
);

CREATE UNIQUE INDEX orders_by_provider_ref ON orders (provider, provider_ref) WHERE provider_ref IS NOT NULL;
CREATE INDEX orders_by_provider_payment ON orders (provider_payment) WHERE provider_payment IS NOT NULL;
CREATE INDEX orders_waiting ON orders (expires_at) WHERE status IN ('created', 'awaiting_payment');
CREATE INDEX orders_settling ON orders (settle_at) WHERE settle_at IS NOT NULL;

-- The last guard: whatever the program does, an order only goes where it may go.
CREATE TRIGGER orders_begin_created BEFORE INSERT ON orders
WHEN NEW.status <> 'created' OR NEW.seq <> 1
BEGIN SELECT RAISE(ABORT, 'an order begins as created'); END;

CREATE TRIGGER orders_status_checked BEFORE UPDATE OF status ON orders
WHEN OLD.status <> NEW.status AND NOT EXISTS
    (SELECT 1 FROM transitions WHERE from_status = OLD.status AND to_status = NEW.status)
BEGIN SELECT RAISE(ABORT, 'no such transition'); END;

CREATE TABLE order_history (
    order_id    TEXT    NOT NULL REFERENCES orders (id),
    seq         INTEGER NOT NULL,
    from_status TEXT    NOT NULL,
    to_status   TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    by          TEXT    NOT NULL,
    detail      TEXT,
    PRIMARY KEY (order_id, seq),
    FOREIGN KEY (from_status, to_status) REFERENCES transitions (from_status, to_status)
) WITHOUT ROWID;

-- What the shop hasn't yet answered 2xx to; a row goes when it has.
CREATE TABLE outbox (
    order_id TEXT    NOT NULL REFERENCES orders (id),
    seq      INTEGER NOT NULL,
    next_at  INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, seq)
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_at);

-- Events of payment providers that have been dealt with.
CREATE TABLE provider_events (
    provider TEXT    NOT NULL,
    event_id TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (provider, event_id)
) WITHOUT ROWID;
