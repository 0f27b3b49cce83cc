package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws/call"
)

// Whoever prints a session prints its id.
func TestSessionSecret(t *testing.T) {
	t.Parallel()
	s := access{"wss://secret.example", "hush"}.session("ecs-execute-command-0a1b", ExecTarget{"prod", "0a", "app", "0a-1", false})
	if stream, token := s.Stream(); stream != "wss://secret.example" || token != "hush" {
		t.Error("the session has lost its stream")
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("opened", "session", s, "in", []any{s})
	encoded, err := json.Marshal(map[string]any{"session": s, "pointer": &s})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{log.String(), string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, []Session{s}), fmt.Sprintf(verb, struct{ S Session }{s}))
		texts = append(texts, fmt.Sprintf(verb, struct{ s Session }{s})+" 0a1b", fmt.Sprintf(verb, &struct{ of []Session }{[]Session{s}})+" 0a1b")
	}
	for _, text := range texts {
		if strings.Contains(text, "secret") || strings.Contains(text, "hush") || !strings.Contains(text, "0a1b") {
			t.Errorf("%s", text)
		}
	}
}

// A session's stream is at AWS, or where somebody chose to have the API.
func TestSessionStream(t *testing.T) {
	t.Parallel()
	c := &sessionOpener{Caller: call.NewCaller(call.Setup{}), chosen: []string{"127.0.0.1"}}
	for url, want := range map[string]bool{
		"wss://ssmmessages.eu-west-1.amazonaws.com/v1/data-channel/x?role=publish_subscribe": true,
		"wss://ssmmessages.cn-north-1.amazonaws.com.cn/v1/data-channel/x":                    true,
		"wss://SSMMESSAGES.us-east-1.AMAZONAWS.COM/x":                                        true,
		"ws://127.0.0.1:4566/v1/data-channel/x":                                              true,
		"ws://ssmmessages.eu-west-1.amazonaws.com/x":                                         false,
		"wss://ssmmessages.eu-west-1.amazonaws.com.evil.example/x":                           false,
		"wss://amazonaws.com/x":                                                              false,
		"wss://evil.example/amazonaws.com":                                                   false,
		"wss://user@evil.example:443/.amazonaws.com":                                         false,
		"https://ssmmessages.eu-west-1.amazonaws.com/x":                                      false,
		"http://127.0.0.1/x":                                                                 false,
		"%":                                                                                  false,
		"":                                                                                   false,
	} {
		err := c.ours(url)
		if (err == nil) != want {
			t.Errorf("%s: %v", url, err)
		}
		if err != nil && url != "" && strings.Contains(err.Error(), url) {
			t.Errorf("the error tells the URL: %v", err)
		}
	}
}
