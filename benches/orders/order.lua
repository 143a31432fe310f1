-- For wrk: each request is an order of its own, under a new Idempotency-Key.
-- The body is read from the file that SIMFARE_BENCH_BODY names.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init()
  local file = assert(io.open(os.getenv("SIMFARE_BENCH_BODY")))
  body = file:read("*a")
  file:close()
  count = 0
  prefix = os.getenv("SIMFARE_BENCH_KEY") .. "-" .. number .. "-"
end

function request()
  count = count + 1
  return wrk.format("POST", nil, {
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = prefix .. count,
  }, body)
end

-- One line for the program that started this: requests, microseconds, p50, p99 and the longest in
-- microseconds, and how many were not answered 201.
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout + errors.status
  io.write(string.format("simfare-bench %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency.max, failed))
  if failed > 0 then
    io.stderr:write(string.format("failed: connect %d, read %d, write %d, timeout %d, status %d\n",
      errors.connect, errors.read, errors.write, errors.timeout, errors.status))
  end
end
