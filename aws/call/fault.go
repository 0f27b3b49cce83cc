package call

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/limit"
)

// Fault makes an Error of whatever came instead of an answer.
func (c *Caller) Fault(ctx context.Context, op Operation, err error) *Error {
	return judge{c.Way()}.fault(ctx, op, err)
}

// judge tells what an error is of a call that went a way.
type judge struct{ road *Road }

func (j judge) fault(ctx context.Context, op Operation, err error) *Error {
	e := NewError(Unknown, op.Words, "", err)
	refused, code := smithy.APIError(nil), ""
	if errors.As(err, &refused) {
		code = refused.ErrorCode()
	}
	none, unstarted, down := new(NoCredentials), new(NotStarted), new(turnedDown)
	long, tooLong := errors.AsType[*limit.Error](err)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.kind, e.err = Cancelled, telling{"cancelled", context.Canceled}
	case errors.Is(err, ErrEmpty):
		e.kind, e.err = Server, telling{ErrEmpty.Error(), err}
	case tooLong:
		e.kind, e.err = Server, telling{clean.Sentence(long.Error()), err}
	case errors.As(err, &none):
		j.lacking(e, none.Err)
	case errors.As(err, &unstarted):
		e.kind, e.err, e.hint = Conflict, telling{unstarted.Error(), err}, unstarted.hint()
	case errors.As(err, &down):
		e.kind, e.err, e.hint = Conflict, telling{down.Error(), err}, down.hint()
	case code != "" && code != "UnknownError":
		j.refusal(e, op, code, refused.ErrorMessage())
	default:
		j.trouble(e, err)
	}
	return e
}

// refusal is an answer of AWS that says no.
func (j judge) refusal(e *Error, op Operation, code, message string) {
	e.kind = kindOf(code, message)
	text := clean.Sentence(message)
	if text == "" || text == "UnknownError" { // the latter is the SDK's word for no message
		text = phrase(code)
	}
	switch e.kind {
	case Denied:
		text, e.hint = denied(op, text)
	case Expired:
		text, e.hint = "the credentials have expired", NewProvider(j.road).Hint()
	case Unsigned:
		text, e.hint = "AWS rejected the credentials: "+text, NewProvider(j.road).Hint()
		if code == "RequestTimeTooSkewed" || strings.Contains(message, "Signature expired") || strings.Contains(message, "not yet current") {
			e.hint = "check this computer's clock"
		}
	case Throttled:
		text, e.hint = "AWS is throttling this account's calls", "someone else may be using up the account's quota: wait a moment"
	case Unsupported:
		text = "the server doesn't support " + op.Action
	case Server:
		text = "the server failed: " + text
	}
	e.err = telling{text, e.err}
}

// denied words a refused permission: without the caller's and the resource's ARN, which hide what matters.
func denied(op Operation, message string) (text, hint string) {
	m := regexp.MustCompile(`not authorized to perform: ?(\S+?)(?: on resource: \S+)?(?: because (.*))?$`).FindStringSubmatch(message)
	if m == nil {
		return message, "needs " + op.permission()
	}
	text = "not authorized to perform " + m[1]
	if m[2] != "" {
		text += " because " + m[2]
	}
	return text, "needs " + m[1]
}

// permission is the IAM action that an operation needs.
func (op Operation) permission() string {
	for _, p := range Permissions() {
		if p.Operation == op.Action && p.Operation != "" {
			return p.Action
		}
	}
	switch op.Action {
	case "GetCallerIdentity":
		return "sts:" + op.Action
	case "OpenDataChannel":
		return "ssmmessages:" + op.Action
	}
	return "ecs:" + op.Action
}

// lacking is a call that could not be signed.
func (j judge) lacking(e *Error, err error) {
	var refused smithy.APIError
	text := strings.ToLower(err.Error())
	ran, login, code := new(ProcessError), new(LoginError), new(CodeError)
	switch {
	case errors.Is(err, context.Canceled):
		e.kind, e.err = Cancelled, telling{"cancelled", err}
	case errors.As(err, &login):
		e.kind, e.hint, e.err = Expired, NewProvider(j.road).Hint(), telling{clean.Sentence(login.Error()), err}
	case errors.As(err, &code):
		e.kind, e.err = Unsigned, telling{clean.Sentence(code.Error()), err}
		e.hint = "run it on a terminal, where it asks for the code, or run `" + clean.Text(Shell(withProfile([]string{"aws", "sts", "get-caller-identity"}, code.Profile))) +
			"` first: ecscope uses its cache"
	case errors.Is(err, ErrDeclined):
		e.kind, e.hint, e.err = Unsigned, NewProvider(j.road).pressing()+"run it again: you will be asked for the code", telling{"no credentials: " + ErrDeclined.Error(), err}
	case errors.As(err, &ran):
		e.kind, e.hint, e.err = Unsigned, NewProvider(j.road).Hint(), telling{"no credentials: " + clean.Sentence(ran.Error()), err}
	case expiry(text):
		e.kind, e.hint, e.err = Expired, NewProvider(j.road).Hint(), telling{"the credentials have expired", err}
		if NewProvider(j.road).Command() != nil {
			e.err = telling{"the login has expired", err}
		}
	case errors.As(err, &refused) && strings.Contains(text, "failed to load credentials"): // as the SDK says of a container's endpoint, whose message may be a page
		e.kind, e.hint, e.err = Unsigned, NewProvider(j.road).Hint(), telling{"no credentials: the endpoint of the container's credentials refused them", err}
	case errors.As(err, &refused) && !strings.Contains(text, "imds"):
		j.refusal(e, Op("AssumeRole", ""), refused.ErrorCode(), refused.ErrorMessage())
		if e.kind == Denied {
			e.hint = roleless(err)
		}
	case offline(err) && !strings.Contains(text, "imds"):
		e.kind, e.err = Offline, telling{"getting credentials: " + Network(err), err}
	default:
		e.kind = Unsigned
		e.hint, e.err = NewProvider(j.road).Hint(), telling{"no credentials found", err}
		if !strings.Contains(text, "imds") && !strings.Contains(text, "no credentials found") && !errors.Is(err, context.DeadlineExceeded) {
			e.err = telling{"no credentials: " + clean.Sentence(Innermost(err)), err}
		} else if j.road.Origin().Source == FromInstance {
			e.hint = "there is no instance role here: " + setup
		}
	}
}

// roleless is the hint where AWS does not let a role be had.
func roleless(err error) string {
	op := new(smithy.OperationError)
	switch {
	case errors.As(err, &op) && op.ServiceID == "SSO":
		return "the login has no such role: check sso_account_id and sso_role_name"
	case op.OperationName == "AssumeRoleWithWebIdentity":
		return "the role's trust policy doesn't accept the web identity token"
	}
	return "the profile's role can't be assumed with its source credentials"
}

// expiry recognises the ways in which the SDK says that a login is over.
func expiry(text string) bool {
	for _, s := range []string{"expired", "reauthenticate"} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

// trouble is no answer, or one that cannot be read.
func (j judge) trouble(e *Error, err error) {
	status, kind := 0, ""
	if r := new(smithyhttp.ResponseError); errors.As(err, &r) && r.Response != nil {
		status, kind = r.HTTPStatusCode(), r.Response.Header.Get("Content-Type")
	}
	decoding := new(smithy.DeserializationError)
	unreadable := errors.As(err, &decoding) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, context.DeadlineExceeded)
	odd, lacking := new(mistyped), new(Incomplete)
	switch {
	case errors.As(err, &lacking):
		e.kind, e.err = Server, err
	case errors.As(err, &odd):
		e.kind, e.err = Server, telling{"the response is invalid: " + clean.Sentence(odd.text), err}
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented ||
		unreadable && status == http.StatusBadRequest && strings.Contains(kind, "xml"): // as an endpoint refuses it that speaks another protocol
		e.kind, e.err = Unsupported, telling{fmt.Sprintf("the server doesn't support this call (HTTP %d)", status), err}
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable && strings.Contains(err.Error(), "SlowDown"):
		e.kind, e.err = Throttled, telling{"the server is throttling", err}
	case status >= 500:
		e.kind, e.err = Server, telling{fmt.Sprintf("the server failed (HTTP %d)", status), err}
	case offline(err) && !unreadable:
		e.kind, e.hint = Offline, "check the network, VPN and proxy"
		e.err = telling{Network(err), err}
	case unreadable || status != 0:
		e.kind, e.err = Server, telling{fmt.Sprintf("the response is invalid (HTTP %d)", max(status, 200)), err}
	default:
		e.kind, e.err = Unknown, telling{clean.Sentence(Innermost(err)), err}
	}
}

// offline says whether an error is of the network.
func offline(err error) bool {
	var n net.Error
	var u *url.Error
	var x *tls.CertificateVerificationError
	return errors.As(err, &n) || errors.As(err, &u) || errors.As(err, &x) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET)
}

// Network words trouble of the network in a few words.
func Network(err error) string {
	var dns *net.DNSError
	var op *net.OpError
	var n net.Error
	var x *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns):
		return "cannot find " + clean.Text(dns.Name)
	case errors.As(err, &x):
		return "the server's certificate is not trusted: " + clean.Sentence(x.Err.Error())
	case errors.As(err, &n) && n.Timeout() || errors.Is(err, context.DeadlineExceeded):
		return "timed out"
	case errors.Is(err, syscall.ECONNREFUSED) && errors.As(err, &op) && op.Addr != nil:
		return "nothing listens at " + op.Addr.String()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return "the connection was cut"
	case errors.As(err, &op):
		return "network error: " + clean.Sentence(op.Err.Error())
	}
	return "network error: " + clean.Sentence(Innermost(err))
}

// Innermost is the innermost error's text, without what the SDK's layers put before it.
func Innermost(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
