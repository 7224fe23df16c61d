-- Ends the rollout that is under way and goes back. The time tells one request from another.
local os = require("os")
if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["keyframe.dev/request"] = "abort id=" .. os.date("!%Y-%m-%dT%H:%M:%SZ")
return obj
