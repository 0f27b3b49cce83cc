package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/limit"
)

// mostDefinition is how long the file of a task definition may be; ECS takes 64 KiB.
const mostDefinition = 4 << 20

// filed reads a task definition from a file, or from standard input where that is named -.
func (p *program) filed(path string) (draft, error) {
	var text []byte
	var err error
	if path == "-" {
		path = "standard input"
		text, err = limit.All(p.streams.In, mostDefinition, path)
	} else {
		text, err = limit.File(path, aws.Clean(path), mostDefinition)
	}
	if wrong, ok := errors.AsType[*fs.PathError](err); ok {
		return draft{}, misuse("%s: %s", aws.Clean(path), wrong.Err)
	}
	if long, ok := errors.AsType[*limit.Error](err); ok {
		return draft{}, misuse("%s: that is no task definition", long)
	}
	if err != nil {
		return draft{}, fmt.Errorf("read %s: %w", path, err)
	}
	d, err := parse(text)
	if err != nil {
		return draft{}, misuse("%s: %s", aws.Clean(path), aws.Clean(err.Error()))
	}
	d.name, d.file = aws.Clean(path), path
	return d, nil
}

// parse reads a task definition.
func parse(text []byte) (draft, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var tree any
	decode := json.NewDecoder(bytes.NewReader(text))
	decode.UseNumber()
	if err := decode.Decode(&tree); err != nil {
		return draft{}, misspelt(text, err)
	}
	if _, err := decode.Token(); !errors.Is(err, io.EOF) {
		return draft{}, fmt.Errorf("line %d: there is more after the task definition", lineAt(text, decode.InputOffset()))
	}
	clean, err := json.Marshal(cleaned(tree))
	if err != nil {
		return draft{}, err
	}
	var in taskDefinition
	if err := json.Unmarshal(clean, &in); err != nil {
		return draft{}, mistyped(err)
	}
	tagged := in.Tags
	if in.TaskDefinition != nil {
		in = *in.TaskDefinition
		in.Tags = append(in.Tags, tagged...)
	}
	if len(in.ContainerDefinitions) == 0 {
		return draft{}, errors.New("it is no task definition: it has no containerDefinitions")
	}
	return draft{revision: in.revision(), lines: containerLines(text), tagless: in.TaskDefinitionArn != "" && len(in.Tags) == 0}, nil
}

// cleaned is a tree of JSON in which all text is harmless on a terminal.
func cleaned(tree any) any {
	switch tree := tree.(type) {
	case string:
		return aws.Clean(tree)
	case []any:
		for i := range tree {
			tree[i] = cleaned(tree[i])
		}
	case map[string]any:
		own := make(map[string]any, len(tree))
		for name, value := range tree {
			own[aws.Clean(name)] = cleaned(value)
		}
		return own
	}
	return tree
}

func misspelt(text []byte, err error) error {
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Errorf("line %d: no JSON: %w", lineAt(text, wrong.Offset), err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("no JSON: it ends too early")
	}
	return err
}

// mistyped says which member is of another type than it should be, and not what it holds.
func mistyped(err error) error {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return err
	case wrong.Field == "":
		return fmt.Errorf("it is no task definition, but a JSON %s", wrong.Value)
	}
	return fmt.Errorf("%s: a JSON %s does not fit", camel(wrong.Field), strings.Fields(wrong.Value)[0])
}

// camel is the path of a member as AWS writes it.
func camel(path string) string {
	parts := strings.Split(path, ".")
	for i, p := range parts {
		parts[i] = strings.ToLower(p[:min(1, len(p))]) + p[min(1, len(p)):]
		if strings.ToUpper(p) == p {
			parts[i] = strings.ToLower(p)
		}
	}
	return strings.Join(parts, ".")
}

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n"))
}

// containerLines are the lines at which the container definitions begin.
func containerLines(text []byte) []int {
	type raw struct{ ContainerDefinitions []json.RawMessage }
	var in struct {
		raw
		TaskDefinition raw
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return nil
	}
	var lines []int
	from := 0
	for _, k := range append(in.ContainerDefinitions, in.TaskDefinition.ContainerDefinitions...) {
		at := bytes.Index(text[from:], k)
		if at < 0 {
			return lines
		}
		lines = append(lines, lineAt(text, int64(from+at)))
		from += at + len(k)
	}
	return lines
}
