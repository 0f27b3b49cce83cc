package logs

import "testing"

func TestPatterns(t *testing.T) {
	t.Parallel()
	const plain = `ERROR upstream timeout order=8812 [worker_1]`
	const object = `{"level":"error","status":503,"ok":false,"none":null,"user":{"id":"u-7","tags":["a","b"]},"odd name":1}`
	for pattern, want := range map[string][2]bool{
		"":                      {true, true},
		"ERROR":                 {true, false},
		"ERROR timeout":         {true, false},
		"error":                 {false, true},
		"?nope ?timeout":        {true, false},
		"?nope ?neither":        {false, false},
		"ERROR -timeout":        {false, false},
		"ERROR -gone":           {true, false},
		`"upstream timeout"`:    {true, false},
		`-"upstream timeout"`:   {false, true},
		`"order=8812"`:          {true, false},
		`%order=[0-9]{4}%`:      {true, false},
		`%^ERROR% -%8813%`:      {true, false},
		`%[uU][pP]stream\s\w+%`: {true, false},
		`%\x5Bworker|none%`:     {true, true},
		`%order=8{,2}12%`:       {true, false},
		"?nope ERROR":           {true, false},
		`{ $.level = "error" }`: {false, true},
		`{ $.level = "err*" }`:  {false, true},
		`{$.level != "info"}`:   {false, true},
		`{ $.status >= 500 }`:   {false, true},
		`{ $.status = 503.0 && $.level = error }`:                  {false, true},
		`{ $.status < 500 || ($.user.id = "u-7") }`:                {false, true},
		`{ $.user.tags[1] = "b" }`:                                 {false, true},
		`{ $.user.tags[2] = "b" }`:                                 {false, false},
		`{ $.none IS NULL && $.ok IS FALSE && $.gone NOT EXISTS }`: {false, true},
		`{ $["odd name"] = 1 }`:                                    {false, true},
		`{ $.level = %^e.+r$% }`:                                   {false, true},
	} {
		p, err := parse(pattern)
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		if got := [2]bool{p(plain), p(object)}; got != want {
			t.Errorf("%s: %v, want %v", pattern, got, want)
		}
	}
	for _, wrong := range []string{`order=8812`, `"open`, `%open`, `%(%`, `%a!%`, `%\bERROR%`, `%\x5b%`, `%(?i)error%`, `%é%`, `%a% %b% %c%`, `?`, `-`, `{ $.a = 1`, `{ $ }`, `{ $.a }`, `{ $.a > "x" }`, `{ $.a = 1 && }`, `{ ($.a = 1 }`, `[a, b]`, `{ $. = 1 }`} {
		if _, err := parse(wrong); err == nil {
			t.Errorf("%s is accepted", wrong)
		}
	}
}

func FuzzPattern(f *testing.F) {
	for _, s := range []string{`a -b ?c "d e" %f%`, `{ $.a.b[0] = "x*" && ($.c >= 1 || $.d IS NULL) }`, `{ $["a"] = %b% }`, "\x00", "{$=\xb2}", `"\`} {
		f.Add(s, `{"a":{"b":["xy"]},"c":1}`)
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		p, err := parse(pattern)
		if (p == nil) == (err == nil) {
			t.Fatal("neither a pattern nor an error")
		}
		if p == nil {
			return
		}
		if first, again := p(text), p(text); first != again {
			t.Error("changes its mind")
		}
	})
}
