// Package aws is the account: what is in it and, later, what may be done to it. It is the only importer of
// aws-sdk-go-v2's clients. Everything read is a sequence of pages of plain values, ended by its context or by break.
package aws

import (
	"context"
	"iter"
	"time"
)

// Options say whose account to open and how. The zero value is what the AWS CLI would choose.
type Options struct {
	Profile, Region string
	// Now is the clock that stamps values; nil for the wall clock.
	Now func() time.Time
}

// Client reads one account in one region. It is safe for concurrent use.
type Client struct{}

// Wanted names the rows that are on screen now, so that they are described first. It is called from other goroutines
// and may be nil.
type Wanted func() []string

// TaskQuery selects tasks of one cluster. Empty members do not select.
type TaskQuery struct {
	Cluster                   string
	Service, Family, Instance string
	// Stopped selects stopped tasks instead of those that run or are about to.
	Stopped bool
}

// Open finds credentials and region as the AWS CLI would, without a call to AWS.
func Open(ctx context.Context, o Options) (*Client, error) { return &Client{}, nil }

func (c *Client) Place() Place { return Place{} }

func (c *Client) Identity(ctx context.Context) (Identity, error) { return Identity{}, nil }

func (c *Client) Clusters(ctx context.Context) iter.Seq2[[]Cluster, error] { return nil }

func (c *Client) Cluster(ctx context.Context, name string) (Cluster, error) { return Cluster{}, nil }

// Services yields names before details; cluster "" is all clusters.
func (c *Client) Services(ctx context.Context, cluster string, first Wanted) iter.Seq2[[]Service, error] {
	return nil
}

func (c *Client) Service(ctx context.Context, cluster, name string) (Service, error) {
	return Service{}, nil
}

func (c *Client) Tasks(ctx context.Context, q TaskQuery) iter.Seq2[[]Task, error] { return nil }

// Stopped yields all stopped tasks of a cluster ("" is all clusters), those included that ECS has forgotten since
// this client saw them.
func (c *Client) Stopped(ctx context.Context, cluster string) iter.Seq2[[]Task, error] { return nil }

func (c *Client) Task(ctx context.Context, cluster, id string) (Task, error) { return Task{}, nil }

// Revisions yields the revisions of a family, newest first, INACTIVE ones after ACTIVE ones of the listing; names before details.
func (c *Client) Revisions(ctx context.Context, family string, first Wanted) iter.Seq2[[]Revision, error] {
	return nil
}

func (c *Client) Revision(ctx context.Context, name string) (Revision, error) { return Revision{}, nil }

func (c *Client) Families(ctx context.Context) iter.Seq2[[]string, error] { return nil }

func (c *Client) Deployments(ctx context.Context, cluster, service string) iter.Seq2[[]ServiceDeployment, error] {
	return nil
}

func (c *Client) Instances(ctx context.Context, cluster string) iter.Seq2[[]Instance, error] {
	return nil
}

// Describe fetches the raw description; secrets says not to mask.
func (c *Client) Describe(ctx context.Context, r Ref, secrets bool) (Document, error) {
	return Document{}, nil
}

// Renew drops cached credentials, so that the next call reads them again.
func (c *Client) Renew() {}
