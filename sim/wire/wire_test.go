package wire_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/ecscope/ecscope/sim/wire"
)

const target = "AmazonEC2ContainerServiceV20141113"

func ecsService() wire.Service { return wire.Service{Name: "ecs", Address: target} }

// serve listens with what register adds to a new server, and returns it with
// a client that never retries.
func serve(t testing.TB, o wire.Options, register func(*wire.Server)) (*wire.Server, *ecs.Client, string) {
	t.Helper()
	s := wire.New(o)
	register(s)
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	client := ecs.New(ecs.Options{
		Region:       "us-east-1",
		BaseEndpoint: awssdk.String(h.URL),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", ""),
		Retryer:      awssdk.NopRetryer{},
		HTTPClient:   &http.Client{Transport: wire.Whole{Base: h.Client().Transport}},
	})
	return s, client, h.URL
}

// full sets every field of a value to something recognisable, deep enough to
// reach each member once. Unions and documents stay nil.
func full(v reflect.Value, n *int) {
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.UnixMilli(1_700_000_000_000 + int64(*n)).UTC()))
		return
	case !v.CanSet():
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		full(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "ResultMetadata" && v.Type().Field(i).IsExported() {
				full(v.Field(i), n)
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Interface {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		full(v.Index(0), n)
		full(v.Index(1), n)
	case reflect.Map:
		e := reflect.New(v.Type().Elem()).Elem()
		full(e, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("k\u00e9y").Convert(v.Type().Key()), e)
	case reflect.String:
		v.SetString("text <&\"\u2028 \U0001f6a2 " + strings.Repeat("x", *n%5))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Float64, reflect.Float32:
		v.SetFloat(float64(*n) + 0.25)
	}
}

// roundTrip sends a full input through the SDK to the server and a full
// output back, and wants both to arrive as they left.
func roundTrip[I, O any](t *testing.T, name string, call func(*ecs.Client, context.Context, *I, ...func(*ecs.Options)) (*O, error)) {
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		var got *I
		sent, want, n := new(I), new(O), 0
		full(reflect.ValueOf(sent).Elem(), &n)
		full(reflect.ValueOf(want).Elem(), &n)
		_, client, _ := serve(t, wire.Options{}, func(s *wire.Server) {
			wire.JSON11(s, ecsService(), name, func(in *I) (*O, error) { got = in; return want, nil })
		})
		out, err := call(client, t.Context(), sent)
		if err != nil {
			t.Fatal(err)
		}
		reflect.ValueOf(out).Elem().FieldByName("ResultMetadata").SetZero()
		if !reflect.DeepEqual(got, sent) {
			t.Errorf("input arrived as\n%+v, sent\n%+v", got, sent)
		}
		if !reflect.DeepEqual(out, want) {
			t.Errorf("output arrived as\n%+v, sent\n%+v", out, want)
		}
	})
}

func TestEveryMemberTravels(t *testing.T) {
	t.Parallel()
	roundTrip(t, "CreateService", (*ecs.Client).CreateService)
	roundTrip(t, "DescribeCapacityProviders", (*ecs.Client).DescribeCapacityProviders)
	roundTrip(t, "DescribeClusters", (*ecs.Client).DescribeClusters)
	roundTrip(t, "DescribeContainerInstances", (*ecs.Client).DescribeContainerInstances)
	roundTrip(t, "DescribeServiceDeployments", (*ecs.Client).DescribeServiceDeployments)
	roundTrip(t, "DescribeServiceRevisions", (*ecs.Client).DescribeServiceRevisions)
	roundTrip(t, "DescribeServices", (*ecs.Client).DescribeServices)
	roundTrip(t, "DescribeTaskSets", (*ecs.Client).DescribeTaskSets)
	roundTrip(t, "DescribeTasks", (*ecs.Client).DescribeTasks)
	roundTrip(t, "GetTaskProtection", (*ecs.Client).GetTaskProtection)
	roundTrip(t, "ListServiceDeployments", (*ecs.Client).ListServiceDeployments)
	roundTrip(t, "RegisterTaskDefinition", (*ecs.Client).RegisterTaskDefinition)
	roundTrip(t, "RunTask", (*ecs.Client).RunTask)
	roundTrip(t, "UpdateService", (*ecs.Client).UpdateService)
}

func TestQueryTravels(t *testing.T) {
	t.Parallel()
	want := &sts.GetCallerIdentityOutput{Account: awssdk.String("111122223333"), Arn: awssdk.String("arn:<&>"), UserId: awssdk.String("AIDA")}
	s, _, url := serve(t, wire.Options{}, func(s *wire.Server) {
		svc := wire.Service{Name: "sts", Address: "2011-06-15", Space: "https://sts.amazonaws.com/doc/2011-06-15/"}
		wire.Query(s, svc, "GetCallerIdentity", func(*sts.GetCallerIdentityInput) (*sts.GetCallerIdentityOutput, error) { return want, nil })
	})
	client := sts.New(sts.Options{Region: "us-east-1", BaseEndpoint: &url, Retryer: awssdk.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", "")})
	got, err := client.GetCallerIdentity(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if *got.Account != *want.Account || *got.Arn != *want.Arn || *got.UserId != *want.UserId {
		t.Errorf("identity arrived as %s %s %s", *got.Account, *got.Arn, *got.UserId)
	}
	s.Faults().Add(wire.Fault{Kind: wire.Expire})
	_, err = client.GetCallerIdentity(t.Context(), nil)
	wantCode(t, err, "ExpiredToken", "The security token included in the request is expired")
}

// post sends a raw JSON 1.1 request and returns status, headers and body.
func post(t testing.TB, url, action, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", action)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260102/eu-west-1/ecs/aws4_request, SignedHeaders=host, Signature=0")
	return do(t, r)
}
