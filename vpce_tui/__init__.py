"""A terminal explorer for AWS VPC endpoints: why can this subnet not reach that service?"""

__version__ = "0.1.0"
