// Command reader reads a Keyframe snapshot and renders one of its prompts. Go 1.21 or later, standard library alone.
//
//	go run reader.go PROMPT VALUES [MESSAGES]    with VALUES and MESSAGES as JSON objects
package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const formatVersion = 1

type prompt struct {
	Type     string
	Engine   string
	Template string
	Messages []map[string]any
}

type snapshot struct {
	FormatVersion int
	Prompts       map[string]prompt
}

var variable = regexp.MustCompile(`\{\{\{?\s*([^\s{}]+)\s*\}?\}\}`)

// load reads the snapshot that the container was given. Read it once, at the start: it never changes while the pod lives.
func load() (*snapshot, error) {
	content, err := os.ReadFile(filepath.Join(variableOr("KEYFRAME_CONFIG_DIR", "/etc/keyframe"), "snapshot.json"))
	if err != nil {
		return nil, err
	}
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256(content))
	if digest != variableOr("KEYFRAME_SNAPSHOT_DIGEST", digest) {
		return nil, fmt.Errorf("snapshot.json has digest %s, not that of KEYFRAME_SNAPSHOT_DIGEST", digest)
	}
	var read snapshot
	if err := json.Unmarshal(content, &read); err != nil {
		return nil, err
	}
	if read.FormatVersion != formatVersion {
		return nil, fmt.Errorf("unknown format version %d", read.FormatVersion)
	}
	return &read, nil
}

// fill goes through the template once, by exact names: what a value says is never taken for a variable.
func fill(template, engine string, values map[string]any) (string, error) {
	if engine == "None" {
		return template, nil
	}
	if engine != "Mustache" {
		return "", fmt.Errorf("rendering %s needs a library of its own", engine)
	}
	var missing error
	filled := variable.ReplaceAllStringFunc(template, func(tag string) string {
		name := variable.FindStringSubmatch(tag)[1]
		var value any = values
		for _, part := range strings.Split(name, ".") {
			object, _ := value.(map[string]any)
			if value = object[part]; value == nil {
				missing = fmt.Errorf("no value for %s", name)
				return tag
			}
		}
		return fmt.Sprint(value)
	})
	return filled, missing
}

// render gives a text, or the messages of a chat with the application's own in the places of placeholders.
func render(from *snapshot, name string, values map[string]any, messages map[string][]any) (any, error) {
	asked, found := from.Prompts[name]
	if !found {
		return nil, fmt.Errorf("the snapshot has no prompt %s", name)
	}
	if asked.Type == "text" {
		return fill(asked.Template, asked.Engine, values)
	}
	rendered := []any{}
	for _, message := range asked.Messages {
		if placeholder, is := message["placeholder"].(string); is {
			rendered = append(rendered, messages[placeholder]...)
			continue
		}
		if text, is := message["content"].(string); is {
			filled, err := fill(text, asked.Engine, values)
			if err != nil {
				return nil, err
			}
			message["content"] = filled
		}
		rendered = append(rendered, message)
	}
	return rendered, nil
}

func variableOr(name, otherwise string) string {
	if value, set := os.LookupEnv(name); set {
		return value
	}
	return otherwise
}

func main() {
	log.SetFlags(0)
	values, messages := map[string]any{}, map[string][]any{}
	err := json.Unmarshal([]byte(os.Args[2]), &values)
	if err == nil && len(os.Args) > 3 {
		err = json.Unmarshal([]byte(os.Args[3]), &messages)
	}
	var read *snapshot
	if err == nil {
		read, err = load()
	}
	var rendered any
	if err == nil {
		rendered, err = render(read, os.Args[1], values, messages)
	}
	if err != nil {
		log.Fatal(err)
	}
	output := json.NewEncoder(os.Stdout)
	output.SetEscapeHTML(false)
	if err := output.Encode(rendered); err != nil {
		log.Fatal(err)
	}
}
