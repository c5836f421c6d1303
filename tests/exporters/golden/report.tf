# VPC endpoint report: import blocks for 4 VPC endpoints
# Source: sample.jsonl.gz
# Made: 2026-01-02T03:04:05Z by vpce-tui 0.1.0
# About: vpc-0f0546476b93e07e4

import {
  to = aws_vpc_endpoint.s3_0d56c04895080a3f3
  id = "vpce-0d56c04895080a3f3"
}

resource "aws_vpc_endpoint" "s3_0d56c04895080a3f3" {
  vpc_id            = "vpc-0f0546476b93e07e4"
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = ["rtb-0c41f84dd20dc6d88"]

  tags = {
    "Name" = "s3"
  }
}

import {
  to = aws_vpc_endpoint.ssm_0a90151750e0f79dc
  id = "vpce-0a90151750e0f79dc"
}

resource "aws_vpc_endpoint" "ssm_0a90151750e0f79dc" {
  vpc_id              = "vpc-0f0546476b93e07e4"
  service_name        = "com.amazonaws.eu-west-1.ssm"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = ["subnet-096dd41bf08adac3c"]
  security_group_ids  = ["sg-0859561b13268a396"]
  private_dns_enabled = true

  tags = {
    "Name" = "ssm"
  }
}

import {
  to = aws_vpc_endpoint.sqs_0caa7c0fab1b2e06f
  id = "vpce-0caa7c0fab1b2e06f"
}

resource "aws_vpc_endpoint" "sqs_0caa7c0fab1b2e06f" {
  vpc_id              = "vpc-0f0546476b93e07e4"
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = ["subnet-00f84c541d9ff449f"]
  security_group_ids  = ["sg-0859561b13268a396"]
  private_dns_enabled = false

  tags = {
    "Name" = "sqs"
  }
}

# left out: vpce-0af6267b48547c7dc is managed by an AWS service
