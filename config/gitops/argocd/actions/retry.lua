-- Tries what is held once more. The time tells one request from another.
local os = require("os")
if obj.metadata.annotations == nil then
  obj.metadata.annotations = {}
end
obj.metadata.annotations["keyframe.dev/request"] = "retry id=" .. os.date("!%Y-%m-%dT%H:%M:%SZ")
return obj
