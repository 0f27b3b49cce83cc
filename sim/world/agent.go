package world

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// updateAgent answers as ECS does while an update waits. The account knows one version of the agent, so that nothing comes of it.
func (f *fleet) updateAgent(in *ecs.UpdateContainerAgentInput) (*ecs.UpdateContainerAgentOutput, error) {
	c, err := f.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	i := c.instance(value(in.ContainerInstance))
	switch {
	case i == nil:
		return nil, invalid("The referenced container instance was not found.")
	case !i.agent:
		return nil, fault("InvalidParameterException", "The agent of the container instance is not connected. (the simulator's wording)")
	}
	v := i.view(nil)
	v.AgentUpdateStatus = types.AgentUpdateStatusPending
	return &ecs.UpdateContainerAgentOutput{ContainerInstance: &v}, nil
}

// endpoints are those of the Region, whatever the cluster: the service model of ECS has no ClusterNotFoundException for the call.
func (f *fleet) endpoints(*ecs.DiscoverPollEndpointInput) (*ecs.DiscoverPollEndpointOutput, error) {
	at := func(what string) *string { return new("https://ecs-" + what + "-1." + f.region + ".amazonaws.com/") }
	return &ecs.DiscoverPollEndpointOutput{Endpoint: at("a"), TelemetryEndpoint: at("t"), ServiceConnectEndpoint: at("sc")}, nil
}
