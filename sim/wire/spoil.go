package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// padding is by how much Bloat makes an answer longer than it has to be.
const padding = 10 << 20

// spoil does to an answer what a fault says. What no fault spoils stays.
func spoil(f *Fault, a *answer, req *request) {
	a.stream = nil // a stream is not spoiled in part: what is left of its answer is
	switch f.Kind {
	case Garble:
		a.outcome, a.body = "garbled", append([]byte("<html>\x00"), a.body[:len(a.body)/2]...)
	case Hollow:
		a.outcome, a.body = "hollow", nil
	case Bare:
		a.outcome, a.body = "bare", []byte("{}")
	case Cut:
		a.outcome, a.pour = "cut", cut
	case Retype, RetypeRows:
		a.outcome, a.body = "retyped", retyped(req.protocol, a.body, f.Kind == RetypeRows)
	case Redirect:
		a.outcome, a.status, a.body, a.location = "redirected", http.StatusTemporaryRedirect, nil, "http://192.0.2.1/"
	case Drip:
		a.outcome, a.pour = "dripped", drip
	case Bloat:
		a.outcome, a.body = "bloated", bloated(req.protocol, a.body)
	case Omit:
		a.outcome, a.body = "lacking", lacking(req.protocol, a.body, f.Message)
	}
}

// lost ends a call without an answer, as a fault does; nil where it does not.
func lost(ctx context.Context, f *Fault) *answer {
	switch f.Kind {
	case Drop:
		return &answer{outcome: "dropped", broken: true}
	case Reset:
		return &answer{outcome: "reset", reset: true}
	case Hang:
		<-ctx.Done()
		return &answer{outcome: "hung", broken: true}
	}
	return nil
}

// cut sends half of a body and ends the connection.
func cut(_ context.Context, w http.ResponseWriter, body []byte) {
	_, _ = w.Write(body[:len(body)/2]) // who is there takes it
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// drip sends a body byte by byte, and never the last one, for as long as somebody waits.
func drip(ctx context.Context, w http.ResponseWriter, body []byte) {
	beat := time.NewTicker(time.Millisecond)
	defer beat.Stop()
	for n := 0; ; n++ {
		if n+1 < len(body) {
			_, _ = w.Write(body[n : n+1])
			_ = http.NewResponseController(w).Flush()
		}
		select {
		case <-beat.C:
		case <-ctx.Done():
			panic(http.ErrAbortHandler)
		}
	}
}

// reset ends a connection in a way that the other side takes for an error.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if t, ok := conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = conn.Close()
}

// retyped is an answer of which members have another type: those of the answer itself or, with rows, the first member of
// each row of its lists.
func retyped(p protocol, body []byte, rows bool) []byte {
	switch p.(type) {
	case json10, json11:
	case query:
		return regexp.MustCompile(`>(\d+|true|false)</`).ReplaceAll(body, []byte(">x</"))
	default:
		return append([]byte{0xff}, body...)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var members map[string]any
	if d.Decode(&members) != nil {
		return body
	}
	for name, value := range members {
		list, is := value.([]any)
		switch {
		case !rows:
			members[name] = other(value)
		case is:
			for i := range list {
				list[i] = otherRow(list[i])
			}
		default:
			members[name] = otherRow(value)
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		return body
	}
	return text
}

// otherRow is a row with a member of another type: one that is no name of the row.
func otherRow(row any) any {
	members, ok := row.(map[string]any)
	if !ok {
		return other(row)
	}
	for name, value := range members {
		if _, number := value.(json.Number); number && !strings.HasSuffix(name, "At") {
			members[name] = "many"
			return members
		}
	}
	for name, value := range members {
		if !strings.HasSuffix(strings.ToLower(name), "arn") {
			members[name] = other(value)
			return members
		}
	}
	return members
}

// other is a value of another type.
func other(value any) any {
	switch value.(type) {
	case string:
		return 7
	case []any:
		return map[string]any{"odd": true}
	case map[string]any:
		return []any{"odd"}
	}
	return map[string]any{}
}

// bloated is an answer with much that nobody asked for.
func bloated(p protocol, body []byte) []byte {
	much := strings.Repeat("x", padding)
	switch p.(type) {
	case json10, json11:
		if rest, ok := bytes.CutPrefix(body, []byte("{")); ok {
			comma := ","
			if bytes.Equal(bytes.TrimSpace(rest), []byte("}")) {
				comma = ""
			}
			return append([]byte(`{"padding":"`+much+`"`+comma), rest...)
		}
	case query:
		return append(body, "<!--"+much+"-->"...)
	}
	return append(body, much...)
}
