// Package chart draws numbers in a line of text, without style.
package chart

// Bar shows part of whole in w cells: "██░░". Anything short of the whole leaves a cell empty and anything above
// nothing fills one, unless w is 1. It is empty where whole is not positive.
func Bar(part, whole, w int) string { return "" }

// Spark shows the last w values as columns of different heights, the highest of them in full: "▁▂▃▅▇". A NaN is a
// space, missing ones to the left are too.
func Spark(values []float64, w int) string { return "" }

// SparkTo is Spark with the value that is a full column given: 100 for percents.
func SparkTo(values []float64, top float64, w int) string { return "" }
