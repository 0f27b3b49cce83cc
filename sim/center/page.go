package center

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// pages are what a browser shows: a form that takes the password, or a sentence.
const pages = `<!doctype html><title>Simulated IAM Identity Center</title><h1>Simulated IAM Identity Center</h1>
{{if .Text}}<p>{{.Text}}</p>{{else}}<form method="post"><input type="hidden" name="login" value="{{.Login}}">
{{if .Ask}}<p><label>Code <input name="user_code" value="{{.Code}}"></label></p>{{end}}
<p><label>Password (AWS_SESSION_TOKEN of the simulator's environment) <input type="password" name="password"></label></p>
<p><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></p></form>{{end}}
`

type page struct {
	Text, Login, Code string
	Ask               bool
}

func show(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = template.Must(template.New("").Parse(pages)).Execute(w, p) // a browser that left needs no page
}

// Authorize is the page of the browser's flow: GET /authorize shows the form, POST takes the decision and sends the browser
// back to the program.
func (c *Center) Authorize(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		login, err := c.begin(r.URL.Query())
		if err != nil {
			show(w, http.StatusBadRequest, page{Text: err.Error()})
			return
		}
		show(w, http.StatusOK, page{Login: login})
		return
	}
	login := r.PostFormValue("login")
	allow, ok := c.decision(w, r)
	if !ok {
		return
	}
	c.mu.Lock()
	a := c.open[login]
	delete(c.open, login)
	c.mu.Unlock()
	if a == nil || a.redirect == "" || !c.options.Now().Before(a.expires) {
		show(w, http.StatusBadRequest, page{Text: "There is no such login."})
		return
	}
	back := url.Values{"state": {a.state}}
	if allow {
		code := secretText()
		c.mu.Lock()
		c.attempts[code] = a
		c.mu.Unlock()
		back.Set("code", code)
	} else {
		back.Set("error", "access_denied")
	}
	http.Redirect(w, r, a.redirect+"?"+back.Encode(), http.StatusSeeOther)
}

// begin notes a login that a browser was sent to.
func (c *Center) begin(q url.Values) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.clients[q.Get("client_id")]
	redirect := q.Get("redirect_uri")
	// The port is not part of what was registered (RFC 8252, 7.3).
	plain := regexp.MustCompile(`^(http://127\.0\.0\.1):\d+(/.*)$`).ReplaceAllString(redirect, "$1$2")
	switch {
	case !ok || !k.may(codeGrant):
		return "", errors.New("unknown client_id")
	case !slices.Contains(k.redirects, plain):
		return "", errors.New("the redirect_uri was not registered")
	case q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("state") == "":
		return "", errors.New("response_type, state, code_challenge or code_challenge_method is missing or wrong")
	case !slices.Equal(strings.Fields(q.Get("scopes")), k.scopes):
		return "", errors.New("the scopes are not those that were registered")
	}
	if err := room(c); err != nil {
		return "", err
	}
	login := rand.Text()
	c.open[login] = &attempt{client: k, expires: c.options.Now().Add(undergoing), redirect: redirect, state: q.Get("state"), challenge: q.Get("code_challenge")}
	return login, nil
}

// Device is the page of the device flow, where a code is confirmed.
func (c *Center) Device(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		show(w, http.StatusOK, page{Ask: true, Code: r.URL.Query().Get("user_code")})
		return
	}
	allow, ok := c.decision(w, r)
	switch {
	case !ok:
	case !c.Decide(r.PostFormValue("user_code"), allow):
		show(w, http.StatusBadRequest, page{Text: "There is no login with this code."})
	default:
		show(w, http.StatusOK, page{Text: "You can close this page."})
	}
}

// decision is what the form says, of somebody who knows the password; others are turned away.
func (c *Center) decision(w http.ResponseWriter, r *http.Request) (allow, ok bool) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if r.Method != http.MethodPost || subtle.ConstantTimeCompare([]byte(r.PostFormValue("password")), []byte(c.options.Keys.Token)) != 1 {
		show(w, http.StatusForbidden, page{Text: "This is not the password."})
		return false, false
	}
	return r.PostFormValue("decision") == "allow", true
}

// Browse is somebody who opens an address of these pages in a browser, knows the password and decides. The client must
// follow redirects.
func (c *Center) Browse(ctx context.Context, client *http.Client, address string, allow bool) error {
	text, err := fetch(ctx, client, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	form := url.Values{"password": {c.options.Keys.Token}, "decision": {map[bool]string{true: "allow", false: "deny"}[allow]}}
	for _, m := range regexp.MustCompile(`name="(login|user_code)" value="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		form.Set(m[1], m[2])
	}
	_, err = fetch(ctx, client, http.MethodPost, address, form)
	return err
}

func fetch(ctx context.Context, client *http.Client, method, address string, form url.Values) (string, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, text)
	}
	return string(text), err
}
