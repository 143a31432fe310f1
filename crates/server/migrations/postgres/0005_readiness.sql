-- Written by whoever asks whether orders can be kept.
CREATE TABLE readiness (
    id INTEGER PRIMARY KEY,
    at BIGINT  NOT NULL
);
