-- wrk … -- METHOD STATUS FIRST BODY ACCOUNTS: sends BODY again and again, each # in it replaced by an id that
-- no other request names, from FIRST on; counts the responses without STATUS. With more than one account, the
-- requests go to TOKEN-1, TOKEN-2 and so on by turns.
local thread, status

function init(args)
  local id, body = tonumber(args[3]), args[4]
  status = tonumber(args[2])
  wrk.method = args[1]
  if body ~= '' then wrk.body = body end
  local form, count = body:gsub('%%', '%%%%'):gsub('#', '%%.0f')
  local accounts, turn = tonumber(args[5]), 0
  if count == 0 and accounts == 1 then return end
  local token = wrk.headers['Authorization']
  request = function()
    local ids = {}
    for i = 1, count do ids[i] = id + i end
    id = id + count
    if accounts > 1 then
      turn = turn % accounts + 1
      wrk.headers['Authorization'] = token .. '-' .. turn
    end
    return wrk.format(nil, nil, nil, count > 0 and form:format(unpack(ids)) or nil)
  end
end

unexpected = 0
function response(given)
  if given ~= status then unexpected = unexpected + 1 end
end

-- wrk calls these two apart from the thread, which has globals of its own.
function setup(one) thread = one end
function done(summary, latency)
  local e = summary.errors
  local bad = thread:get('unexpected') + e.connect + e.read + e.write + e.timeout
  print(string.format('figures %d %d %d %d', summary.requests, summary.duration,
    latency:percentile(99), bad))
end
