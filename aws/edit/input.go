package edit

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/secret"
)

// members are what an input of the SDK sends, under AWS's names: what is not set is left out. first spells a name's first
// letter.
func members(v reflect.Value, first func(string) string) any {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		if v.Elem().Kind() == reflect.Struct {
			return members(v.Elem(), first)
		}
		return v.Elem().Interface()
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		list := []any{}
		for i := range v.Len() {
			list = append(list, members(v.Index(i), first))
		}
		return list
	case reflect.Struct:
		out := map[string]any{}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() || v.Field(i).Kind() != reflect.Pointer && v.Field(i).IsZero() {
				continue
			}
			if m := members(v.Field(i), first); m != nil {
				out[first(f.Name)] = m
			}
		}
		return out
	}
	return v.Interface()
}

func lower(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// dashed is the AWS CLI's option for a member: --enable-ecs-managed-tags of enableECSManagedTags.
func dashed(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return "--" + b.String()
}

// optionsOf are the options with which the AWS CLI sends the same members.
func optionsOf(sent map[string]any) ([]string, error) {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		switch v := sent[name].(type) {
		case bool:
			if v {
				words = append(words, dashed(name))
			} else {
				words = append(words, "--no-"+dashed(name)[2:])
			}
		case map[string]any, []any:
			text, err := json.Marshal(v)
			if err != nil {
				return nil, err
			}
			words = append(words, dashed(name), string(text))
		default:
			words = append(words, dashed(name), fmt.Sprint(v))
		}
	}
	return words, nil
}

// stand is what stands in a command for a value that is not to be printed, until it is put in quotes.
func stand(name string) string { return "@@" + name + "@@" }

// command is the run as a shell command, and the names of what it takes from the environment because it looks like a
// secret.
func (l *launch) command() (command string, held []string, err error) {
	in := *l.in
	if o := in.Overrides; o != nil {
		masked := *o
		masked.ContainerOverrides = plain.Each(o.ContainerOverrides, func(k types.ContainerOverride) types.ContainerOverride {
			k, names := withheld(k)
			held = append(held, names...)
			return k
		})
		in.Overrides = &masked
	}
	sent, _ := members(reflect.ValueOf(&in), lower).(map[string]any)
	options, err := optionsOf(sent)
	if err != nil {
		return "", nil, err
	}
	command = l.runner.Command(append([]string{"run-task"}, options...)...)
	for _, name := range held {
		command = strings.ReplaceAll(command, stand(name), `'"$`+name+`"'`)
	}
	return command, held, nil
}

// withheld is an override whose secrets are taken from variables: the values of those that the container gets, and the words
// of its command.
func withheld(k types.ContainerOverride) (types.ContainerOverride, []string) {
	var held []string
	k.Environment = plain.Each(k.Environment, func(e types.KeyValuePair) types.KeyValuePair {
		name := awssdk.ToString(e.Name)
		if secret.Found(name, awssdk.ToString(e.Value)) {
			held, e.Value = append(held, name), new(stand(name))
		}
		return e
	})
	masked, _ := secret.Args(k.Command)
	k.Command = slices.Clone(k.Command)
	for i, w := range masked {
		if w != k.Command[i] {
			name := fmt.Sprintf("WORD_%d", i+1)
			held, k.Command[i] = append(held, name), stand(name)
		}
	}
	return k, held
}
