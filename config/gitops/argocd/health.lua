-- How Argo CD shows an object of Keyframe, of any of its kinds: by the conditions of kstatus, as Flux does.
local status = obj.status
if status == nil or status.conditions == nil or status.observedGeneration ~= obj.metadata.generation then
  return {status = "Progressing", message = "Keyframe has not looked at it yet."}
end

local found = {}
for _, condition in ipairs(status.conditions) do
  found[condition.type] = condition
end

local function holds(type)
  return found[type] ~= nil and found[type].status == "True"
end

if holds("Stalled") then
  return {status = "Degraded", message = found.Stalled.message}
end
if found.Ready ~= nil and found.Ready.reason == "Paused" then
  return {status = "Suspended", message = found.Ready.message}
end
if holds("Ready") and not holds("Reconciling") then
  return {status = "Healthy", message = found.Ready.message}
end
return {status = "Progressing", message = found.Ready ~= nil and found.Ready.message or nil}
