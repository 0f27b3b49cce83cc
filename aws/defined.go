package aws

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// Definition is a revision as a document: what a registration of the same contents would send, cleaned. The revision is
// named by ARN, family:number or, for the newest ACTIVE one, family.
func (c *revisionReader) Definition(ctx context.Context, name string) (Revision, *tree.Node, error) {
	p, err := c.RawDefinition(ctx, name)
	if err != nil {
		return Revision{}, nil, err
	}
	n := p.Members.Registered().Document()
	if n == nil {
		return Revision{}, nil, call.NewError(call.Server, "read revision "+p.Name(), "", errors.New("the response is invalid"))
	}
	if p.Tagless != nil {
		n.Open = true
	}
	scrub(n)
	return p.Revision, n, nil
}

// ServiceDefinition is a service as a document: what would create one like it, as far as its description says that, cleaned.
func (c *serviceReader) ServiceDefinition(ctx context.Context, t *accept.Table, cluster, name string) (*tree.Node, error) {
	_, raw, err := c.DescribeService(ctx, cluster, name, types.ServiceFieldTags)
	if err != nil {
		return nil, err
	}
	n := ServiceDocument(t, raw)
	scrub(n)
	return n, nil
}

// ServiceDocument is a service in the members of CreateService. Those that only its newest deployment shows are among them.
func ServiceDocument(t *accept.Table, raw types.Service) *tree.Node {
	n := t.Encode("CreateService", raw)
	n.Set("desiredCount", tree.New(int(raw.DesiredCount)))
	for _, d := range raw.Deployments {
		if plain.Text(d.Status) != "PRIMARY" {
			continue
		}
		for _, m := range t.Encode("CreateService", ecs.CreateServiceInput{ServiceConnectConfiguration: d.ServiceConnectConfiguration,
			VolumeConfigurations: d.VolumeConfigurations, VpcLatticeConfigurations: d.VpcLatticeConfigurations}).Members {
			n.Set(m.Name, m.Value)
		}
	}
	return n
}

// scrub cleans all text of a document.
func scrub(n *tree.Node) {
	n.Text, n.Name = clean.Text(n.Text), clean.Text(n.Name)
	for _, i := range n.Items {
		scrub(i)
	}
	for i := range n.Members {
		n.Members[i].Name = clean.Text(n.Members[i].Name)
		scrub(n.Members[i].Value)
	}
}
