-- Which actions Argo CD offers on a Deployment of Keyframe: those that there is something to do for.
local status = obj.status or {}
local history = status.history or {}
local active = nil
for _, entry in ipairs(history) do
  if status.active ~= nil and entry.revision == status.active.revision then
    active = entry
  end
end

-- A revision that every pod ran, of another configuration than the active one.
local earlier = false
for _, entry in ipairs(history) do
  earlier = earlier or (active ~= nil and entry.result == "Completed" and entry.revision < active.revision
    and (entry.digest ~= active.digest or entry.injection ~= active.injection))
end

local refused = status.repairs ~= nil and #status.repairs >= 5
local retry = status.hold ~= nil or refused
local abort = status.pending ~= nil or (active ~= nil and active.result == "Progressing" and earlier)
return {
  ["retry"] = {["disabled"] = not retry},
  ["abort"] = {["disabled"] = not abort},
  ["undo"] = {["disabled"] = not earlier},
}
