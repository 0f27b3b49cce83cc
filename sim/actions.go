package sim

import (
	"errors"

	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// ecsAction registers one action of ECS that the world answers.
func ecsAction[I, O any](s *Server, name string, act func(*I) (*O, error), required ...string) {
	service := wire.Service{Name: "ecs", Address: "AmazonEC2ContainerServiceV20141113"}
	wire.JSON11(s.wire, service, name, refusing(act), required...)
}

// refusing has an action of the world refuse in the words of the wire.
func refusing[I, O any](act func(*I) (*O, error)) func(*I) (*O, error) {
	return func(in *I) (*O, error) {
		out, err := act(in)
		var fault *world.Fault
		if errors.As(err, &fault) {
			err = &wire.Error{Code: fault.Code, Message: fault.Message}
		}
		return out, err
	}
}

// register gives the wire every action the simulator knows.
func (s *Server) register() {
	s.registerReads()
	s.registerLists()
	s.registerWrites()
	s.registerWatching()
}

func (s *Server) registerReads() {
	w := s.world
	ecsAction(s, "DescribeCapacityProviders", w.DescribeCapacityProviders)
	ecsAction(s, "DescribeClusters", w.DescribeClusters)
	ecsAction(s, "DescribeContainerInstances", w.DescribeContainerInstances)
	ecsAction(s, "DescribeServiceDeployments", w.DescribeServiceDeployments, "serviceDeploymentArns")
	ecsAction(s, "DescribeServiceRevisions", w.DescribeServiceRevisions, "serviceRevisionArns")
	ecsAction(s, "DescribeServices", w.DescribeServices, "services")
	ecsAction(s, "DescribeTaskDefinition", w.DescribeTaskDefinition, "taskDefinition")
	ecsAction(s, "DescribeTaskSets", w.DescribeTaskSets, "cluster", "service")
	ecsAction(s, "DescribeTasks", w.DescribeTasks)
	ecsAction(s, "DiscoverPollEndpoint", w.DiscoverPollEndpoint)
	ecsAction(s, "GetTaskProtection", w.GetTaskProtection, "cluster")
}

func (s *Server) registerLists() {
	w := s.world
	ecsAction(s, "ListAccountSettings", w.ListAccountSettings)
	ecsAction(s, "ListAttributes", w.ListAttributes, "targetType")
	ecsAction(s, "ListClusters", w.ListClusters)
	ecsAction(s, "ListContainerInstances", w.ListContainerInstances)
	ecsAction(s, "ListServiceDeployments", w.ListServiceDeployments, "service")
	ecsAction(s, "ListServices", w.ListServices)
	ecsAction(s, "ListServicesByNamespace", w.ListServicesByNamespace, "namespace")
	ecsAction(s, "ListTagsForResource", w.ListTagsForResource, "resourceArn")
	ecsAction(s, "ListTaskDefinitionFamilies", w.ListTaskDefinitionFamilies)
	ecsAction(s, "ListTaskDefinitions", w.ListTaskDefinitions)
	ecsAction(s, "ListTasks", w.ListTasks)
}

func (s *Server) registerWrites() {
	w := s.world
	ecsAction(s, "CreateCapacityProvider", w.CreateCapacityProvider, "name")
	ecsAction(s, "ContinueServiceDeployment", w.ContinueServiceDeployment, "hookId", "serviceDeploymentArn")
	ecsAction(s, "CreateCluster", w.CreateCluster)
	ecsAction(s, "CreateService", w.CreateService, "serviceName")
	ecsAction(s, "CreateTaskSet", w.CreateTaskSet, "cluster", "service", "taskDefinition")
	ecsAction(s, "DeleteAccountSetting", w.DeleteAccountSetting, "name")
	ecsAction(s, "DeleteAttributes", w.DeleteAttributes, "attributes")
	ecsAction(s, "DeleteCapacityProvider", w.DeleteCapacityProvider, "capacityProvider")
	ecsAction(s, "DeleteCluster", w.DeleteCluster, "cluster")
	ecsAction(s, "DeleteService", w.DeleteService, "service")
	ecsAction(s, "DeleteTaskDefinitions", w.DeleteTaskDefinitions, "taskDefinitions")
	ecsAction(s, "DeleteTaskSet", w.DeleteTaskSet, "cluster", "service", "taskSet")
	ecsAction(s, "DeregisterContainerInstance", w.DeregisterContainerInstance, "containerInstance")
	ecsAction(s, "DeregisterTaskDefinition", w.DeregisterTaskDefinition, "taskDefinition")
	ecsAction(s, "PutAccountSetting", w.PutAccountSetting, "name", "value")
	ecsAction(s, "PutAccountSettingDefault", w.PutAccountSettingDefault, "name", "value")
	ecsAction(s, "PutAttributes", w.PutAttributes, "attributes")
	ecsAction(s, "PutClusterCapacityProviders", w.PutClusterCapacityProviders, "cluster")
	ecsAction(s, "RegisterContainerInstance", w.RegisterContainerInstance)
	ecsAction(s, "RegisterTaskDefinition", w.RegisterTaskDefinition)
	ecsAction(s, "RunTask", w.RunTask, "taskDefinition")
	ecsAction(s, "StartTask", w.StartTask, "containerInstances", "taskDefinition")
	ecsAction(s, "StopServiceDeployment", w.StopServiceDeployment, "serviceDeploymentArn")
	ecsAction(s, "StopTask", w.StopTask, "task")
	ecsAction(s, "TagResource", w.TagResource, "resourceArn", "tags")
	ecsAction(s, "UntagResource", w.UntagResource, "resourceArn", "tagKeys")
	ecsAction(s, "UpdateCapacityProvider", w.UpdateCapacityProvider, "name")
	ecsAction(s, "UpdateCluster", w.UpdateCluster, "cluster")
	ecsAction(s, "UpdateClusterSettings", w.UpdateClusterSettings, "cluster", "settings")
	ecsAction(s, "UpdateContainerAgent", w.UpdateContainerAgent, "containerInstance")
	ecsAction(s, "UpdateContainerInstancesState", w.UpdateContainerInstancesState, "containerInstances", "status")
	ecsAction(s, "UpdateService", w.UpdateService, "service")
	ecsAction(s, "UpdateServicePrimaryTaskSet", w.UpdateServicePrimaryTaskSet, "cluster", "service", "primaryTaskSet")
	ecsAction(s, "UpdateTaskProtection", w.UpdateTaskProtection, "cluster", "tasks", "protectionEnabled")
	ecsAction(s, "UpdateTaskSet", w.UpdateTaskSet, "cluster", "service", "taskSet", "scale")
}
