-- Messages that weren't tried yet are looked for apart from those that are tried again, of which there
-- can be many.
CREATE INDEX outbox_first ON outbox (next_at) WHERE attempts = 0;
