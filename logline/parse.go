package logline

import (
	"encoding/json"
	"strings"
)

// Parsed is what a text says about itself.
type Parsed struct {
	Level   Level
	Time    string // as it was written
	Message string
	Fields  []Field // what else JSON and logfmt say, in their order
}

// Field is a name and value of JSON or logfmt. The value of a JSON string is without quotes and escapes.
type Field struct{ Name, Value string }

// Parse reads JSON, logfmt and the usual formats of text. Of a text it does not know, the whole is the message.
func Parse(text string) Parsed {
	if LooksJSON(text) {
		if p, ok := parseJSON(text); ok {
			return p
		}
		return Parsed{Message: text}
	}
	if p, ok := parseLogfmt(text); ok {
		return p
	}
	l := leadOf(text)
	p := Parsed{Level: l.level, Time: l.time, Message: text[l.body:]}
	if l.rest != "" {
		p.Message = l.rest + " " + p.Message
	}
	if l.level == Unknown {
		p.Level = logfmtLevel(text)
	}
	return p
}

// LevelIn returns the level a text names: that of Parse, faster.
func LevelIn(text string) Level {
	if LooksJSON(text) {
		return jsonLevel(text)
	}
	if l := leadOf(text).level; l != Unknown {
		return l
	}
	return logfmtLevel(text)
}

// MessageOf returns the message of a text: that of Parse, faster.
func MessageOf(text string) (message string) {
	if !LooksJSON(text) {
		return Parse(text).Message
	}
	event, found := "", false
	ok := members(text, func(name, raw string) bool {
		if raw[0] != '"' {
			return true
		}
		switch roleOf(name) {
		case messageRole:
			if message == "" {
				message = unquote(raw)
			}
		case eventRole:
			if !found {
				event, found = unquote(raw), true
			}
		}
		return true
	})
	switch {
	case !ok:
		return text
	case message == "":
		return event
	}
	return message
}

// LooksJSON says whether a text begins as a JSON object does.
func LooksJSON(text string) bool {
	i := skipSpace(text, 0)
	return i < len(text) && text[i] == '{'
}

// role is what a field is for.
type role uint8

const (
	other role = iota
	levelRole
	timeRole
	messageRole
	eventRole // the message, if there is no other
)

func roleOf(name string) role {
	switch name {
	case "level", "lvl", "severity", "loglevel", "log_level", "logLevel", "levelname", "level_name", "log.level", "@level", "@l",
		"Level", "LEVEL", "Severity", "SEVERITY", "LogLevel":
		return levelRole
	case "time", "ts", "timestamp", "@timestamp", "datetime", "date", "t", "@t", "Timestamp", "Time", "asctime":
		return timeRole
	case "msg", "message", "@message", "@m", "@mt", "short_message", "Message", "MESSAGE", "Msg":
		return messageRole
	case "event", "text":
		return eventRole
	}
	return other
}

func parseJSON(text string) (p Parsed, ok bool) {
	event := -1
	ok = members(text, func(name, raw string) bool {
		value := unquote(raw)
		switch roleOf(name) {
		case levelRole:
			if l := LevelOf(value); l != Unknown && p.Level == Unknown {
				p.Level = l
				return true
			}
		case timeRole:
			if p.Time == "" && raw[0] != '{' && raw[0] != '[' {
				p.Time = value
				return true
			}
		case messageRole:
			if p.Message == "" && raw[0] == '"' {
				p.Message = value
				return true
			}
		case eventRole:
			if event < 0 && raw[0] == '"' {
				event = len(p.Fields)
			}
		}
		if l, ok := member(raw, "level"); name == "log" && ok && p.Level == Unknown {
			p.Level = LevelOf(l)
		}
		p.Fields = append(p.Fields, Field{name, value})
		return true
	})
	if ok && p.Message == "" && event >= 0 {
		p.Message = p.Fields[event].Value
		p.Fields = append(p.Fields[:event], p.Fields[event+1:]...)
	}
	return p, ok
}

// jsonLevel returns the level a JSON object names.
func jsonLevel(text string) (level Level) {
	members(text, func(name, raw string) bool {
		switch {
		case roleOf(name) == levelRole:
			level = LevelOf(unquote(raw))
		case name == "log" && raw[0] == '{':
			value, _ := member(raw, "level")
			level = LevelOf(value)
		}
		return level == Unknown
	})
	return level
}

// parseLogfmt reads a text that is nothing but pairs, two at least.
func parseLogfmt(text string) (p Parsed, ok bool) {
	if !mayBePairs(text) {
		return p, false
	}
	only := pairs(text, func(name, value string) bool {
		switch roleOf(name) {
		case levelRole:
			if l := LevelOf(value); l != Unknown && p.Level == Unknown {
				p.Level = l
				return true
			}
		case timeRole:
			if p.Time == "" {
				p.Time = value
				return true
			}
		case messageRole:
			if p.Message == "" {
				p.Message = value
				return true
			}
		}
		p.Fields = append(p.Fields, Field{name, value})
		return true
	})
	const least = 2
	n := len(p.Fields)
	for _, has := range []bool{p.Level != Unknown, p.Time != "", p.Message != ""} {
		if has {
			n++
		}
	}
	if !only || n < least {
		return Parsed{}, false
	}
	return p, true
}

// mayBePairs says whether a text begins with a pair.
func mayBePairs(text string) bool {
	i := skipSpaces(text, 0)
	from := i
	for i < len(text) && nameByte(text[i]) {
		i++
	}
	return i > from && i < len(text) && text[i] == '='
}

// logfmtLevel returns the level that a pair near the beginning of a text names.
func logfmtLevel(text string) Level {
	const near = 512
	text = text[:min(len(text), near)]
	for _, name := range []string{"level=", "lvl=", "severity="} {
		i := strings.Index(text, name)
		if i < 0 || i > 0 && text[i-1] != ' ' {
			continue
		}
		_, value, _ := pair(text, i)
		if l := LevelOf(value); l != Unknown {
			return l
		}
	}
	return Unknown
}

// Fields calls each with the name and the value of every member of a JSON object, as written, or of every pair of a text that
// has some.
func Fields(text string, each func(name, value string)) {
	every := func(name, value string) bool {
		each(name, value)
		return true
	}
	if LooksJSON(text) {
		members(text, every)
		return
	}
	pairs(text, every)
}

// FieldsJSON are what JSON or logfmt say in a text, by name: JSON values as they are, others as texts.
func FieldsJSON(text string) map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	Fields(text, func(name, value string) {
		raw := json.RawMessage(value)
		if !json.Valid(raw) {
			raw, _ = json.Marshal(value) // a string is never refused
		}
		all[name] = raw
	})
	return all
}
