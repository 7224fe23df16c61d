// Reads a Keyframe snapshot and renders one of its prompts. Node.js 22.18 or later runs it as it is; no package is needed.
//
// node reader.ts PROMPT VALUES [MESSAGES]    with VALUES and MESSAGES as JSON objects
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Message = { role?: string; content?: Json; placeholder?: string; [other: string]: Json | undefined };
type Prompt = { type: "text" | "chat"; engine: string; template?: string; messages?: Message[] };
type Snapshot = { formatVersion: number; app: string; version: string; prompts: Record<string, Prompt> };

const FORMAT_VERSION = 1;

/** The snapshot that the container was given. Read it once, at the start: it never changes while the pod lives. */
export function load(): Snapshot {
  const content = readFileSync(join(process.env.KEYFRAME_CONFIG_DIR ?? "/etc/keyframe", "snapshot.json"));
  const digest = "sha256:" + createHash("sha256").update(content).digest("hex");
  if (digest !== (process.env.KEYFRAME_SNAPSHOT_DIGEST ?? digest)) {
    throw new Error(`snapshot.json has digest ${digest}, not that of KEYFRAME_SNAPSHOT_DIGEST`);
  }
  const snapshot = JSON.parse(content.toString("utf8")) as Snapshot;
  if (snapshot.formatVersion !== FORMAT_VERSION) {
    throw new Error(`unknown format version ${snapshot.formatVersion}`);
  }
  return snapshot;
}

/** One pass, exact names: what a value says is never taken for a variable. */
export function fill(template: string, engine: string, values: { [name: string]: Json }): string {
  if (engine === "None") return template;
  if (engine !== "Mustache") throw new Error(`rendering ${engine} needs a library of its own`);
  return template.replace(/\{\{\{?\s*([^\s{}]+)\s*\}?\}\}/g, (_, name: string) => {
    let value: Json | undefined = values;
    for (const part of name.split(".")) {
      value = typeof value === "object" && value !== null && !Array.isArray(value) ? value[part] : undefined;
    }
    if (value === undefined) throw new Error(`no value for ${name}`);
    return String(value);
  });
}

/** A text, or the messages of a chat with the application's own in the places of placeholders. */
export function render(
  snapshot: Snapshot, name: string, values: { [name: string]: Json }, messages: Record<string, Message[]>,
): string | Message[] {
  const prompt = snapshot.prompts[name];
  if (prompt === undefined) throw new Error(`the snapshot has no prompt ${name}`);
  if (prompt.type === "text") return fill(prompt.template!, prompt.engine, values);
  return prompt.messages!.flatMap((message) => {
    if (message.placeholder !== undefined) return messages[message.placeholder] ?? [];
    return typeof message.content === "string"
      ? [{ ...message, content: fill(message.content, prompt.engine, values) }]
      : [message];
  });
}

const [name, values, messages] = process.argv.slice(2);
console.log(JSON.stringify(render(load(), name!, JSON.parse(values!), JSON.parse(messages ?? "{}"))));
