package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go/encoding/httpbinding"
)

// skew is how far a caller's clock may be off, as with AWS.
const skew = 5 * time.Minute

const (
	algorithm = "AWS4-HMAC-SHA256"
	stamp     = "20060102T150405Z"
)

// Keys are the credentials that calls have to be signed with.
type Keys struct{ ID, Secret, Token string }

// signature is what a request says of its Signature Version 4.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
type signature struct {
	id, scope, date string
	headers         []string // signed ones, in lower case
	sum             []byte
}

func incomplete(format string, args ...any) *Error {
	return &Error{Code: "IncompleteSignatureException", Message: fmt.Sprintf(format, args...)}
}

func unproven(message string) *Error {
	return &Error{Code: "InvalidSignatureException", Message: message}
}

// parseSignature reads the Authorization header.
func parseSignature(h http.Header) (signature, *Error) {
	text := h.Values("Authorization")
	if len(text) == 0 {
		return signature{}, &Error{Code: "MissingAuthenticationTokenException", Message: "Request is missing Authentication Token"}
	}
	rest, ok := strings.CutPrefix(text[0], algorithm+" ")
	if !ok || len(text) > 1 {
		return signature{}, incomplete("Unsupported or ambiguous Authorization header.")
	}
	part := map[string]string{}
	for field := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		part[name] = value
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if part[name] == "" {
			return signature{}, incomplete("Authorization header requires '%s' parameter.", name)
		}
	}
	s := signature{date: h.Get("X-Amz-Date"), headers: strings.Split(part["SignedHeaders"], ";")}
	s.id, s.scope, _ = strings.Cut(part["Credential"], "/")
	if p := strings.Split(s.scope, "/"); len(p) != 4 || p[3] != "aws4_request" {
		return signature{}, incomplete("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")
	}
	var err error
	if s.sum, err = hex.DecodeString(part["Signature"]); err != nil || len(s.sum) != sha256.Size {
		return signature{}, incomplete("The signature is malformed.")
	}
	return s, nil
}

// claims refuses a request whose headers cannot be those of the keys' holder. It needs no body.
func (k Keys) claims(r *http.Request, s signature, now time.Time) *Error {
	id := subtle.ConstantTimeCompare([]byte(s.id), []byte(k.ID))
	token := subtle.ConstantTimeCompare([]byte(r.Header.Get("X-Amz-Security-Token")), []byte(k.Token))
	if id&token != 1 {
		return &Error{Code: "UnrecognizedClientException", Message: "The security token included in the request is invalid."}
	}
	at, err := time.Parse(stamp, s.date)
	if err != nil {
		return incomplete("Date must be in ISO-8601 'basic format'. See https://docs.aws.amazon.com/general/latest/gr/sigv4-date-handling.html")
	}
	if !strings.HasPrefix(s.scope, s.date[:8]+"/") {
		return unproven("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.")
	}
	now = now.UTC().Truncate(time.Second)
	switch {
	case at.Before(now.Add(-skew)):
		return unproven(fmt.Sprintf("Signature expired: %s is now earlier than %s (%s - 5 min.)", s.date, now.Add(-skew).Format(stamp), now.Format(stamp)))
	case at.After(now.Add(skew)):
		return unproven(fmt.Sprintf("Signature not yet current: %s is still later than %s (%s + 5 min.)", s.date, now.Add(skew).Format(stamp), now.Format(stamp)))
	}
	if !slices.Contains(s.headers, "host") {
		return unproven("'Host' must be a 'SignedHeader' in the AWS Authorization.")
	}
	for name := range r.Header {
		name = strings.ToLower(name)
		if (strings.HasPrefix(name, "x-amz-") || name == "content-type") && !slices.Contains(s.headers, name) {
			return unproven(fmt.Sprintf("'%s' must be a 'SignedHeader' in the AWS Authorization.", name))
		}
	}
	return nil
}

// verify refuses a request that was not signed, as it is, with the keys. No payload may go unsigned: what goes unsigned
// over TLS would be open here.
func (k Keys) verify(r *http.Request, s signature, body []byte) *Error {
	payload := digest(body)
	if said := r.Header.Get("X-Amz-Content-Sha256"); said != "" && said != payload {
		return unproven("The provided 'x-amz-content-sha256' header does not match what was computed.")
	}
	text := strings.Join([]string{algorithm, s.date, s.scope, digest([]byte(s.canonical(r, payload)))}, "\n")
	key := []byte("AWS4" + k.Secret)
	for part := range strings.SplitSeq(s.scope, "/") {
		key = sign(key, part)
	}
	if !hmac.Equal(sign(key, text), s.sum) {
		return unproven("The request signature we calculated does not match the signature you provided. " +
			"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
	}
	return nil
}

// canonical is the request in the form that is signed.
func (s signature) canonical(r *http.Request, payload string) string {
	var headers strings.Builder
	for _, name := range s.headers {
		values := slices.Clone(r.Header.Values(name))
		switch name {
		case "host":
			values = []string{r.Host}
		case "content-length":
			values = []string{strconv.FormatInt(r.ContentLength, 10)}
		}
		for i, v := range values {
			values[i] = strings.Join(strings.Fields(v), " ")
		}
		headers.WriteString(name + ":" + strings.Join(values, ",") + "\n")
	}
	path := httpbinding.EscapePath(r.URL.EscapedPath(), false)
	if path == "" {
		path = "/"
	}
	query, _ := url.ParseQuery(r.URL.RawQuery) // what does not parse is signed by nobody
	return strings.Join([]string{r.Method, path, strings.ReplaceAll(query.Encode(), "+", "%20"), headers.String(),
		strings.Join(s.headers, ";"), payload}, "\n")
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func sign(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
