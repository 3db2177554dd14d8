-- Sends the requests of a file, one after another and round again: METHOD<tab>path<tab>body a line.
-- wrk … -s wrk.lua <url> -- <file> <authorization> <first>

local requests = {}
local next_request = 0

function init(args)
  local headers = { ["Content-Type"] = "application/json" }
  if args[2] ~= "" then headers["Authorization"] = args[2] end
  for line in io.lines(args[1]) do
    local method, path, body = line:match("^(%u+)\t([^\t]+)\t(.*)$")
    if method == "GET" then
      requests[#requests + 1] = wrk.format(method, path, { ["Authorization"] = headers["Authorization"] })
    else
      requests[#requests + 1] = wrk.format(method, path, headers, body)
    end
  end
  next_request = tonumber(args[3]) % #requests
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%f,"p50":%f,"p99":%f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout
  ))
end
