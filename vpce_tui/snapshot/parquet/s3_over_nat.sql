-- Which subnets reach S3 over a NAT gateway, and through which?
--
-- Those whose effective route table (its own, else the VPC's main one) leads 0.0.0.0/0 to a NAT gateway and S3 to no
-- gateway endpoint, in VPCs where no interface endpoint answers to S3's public name. Of routes to the internet only the
-- default one counts. Groups and network ACLs are not asked: `vpce-tui matrix` does.
WITH effective AS (
    SELECT
        subnets.account_id,
        subnets.region,
        subnets.vpc_id,
        subnets.subnet_id,
        COALESCE(own.route_table_id, usual.route_table_id) AS route_table_id
    FROM subnets
    LEFT JOIN route_table_associations AS own
        ON
            own.subnet_id = subnets.subnet_id
            AND COALESCE(own.association_state, 'associated') IN ('associated', 'associating')
    LEFT JOIN route_table_associations AS usual
        ON usual.vpc_id = subnets.vpc_id AND usual.main
),
around_the_internet AS (
    SELECT routes.route_table_id
    FROM routes
    INNER JOIN vpc_endpoints ON vpc_endpoints.vpc_endpoint_id = routes.gateway_id
    WHERE vpc_endpoints.service_name LIKE '%.s3' AND COALESCE(routes.state, 'active') = 'active'
),
named_inside AS (
    SELECT vpc_endpoints.vpc_id
    FROM vpc_endpoints
    WHERE
        vpc_endpoints.service_name LIKE '%.s3'
        AND LOWER(vpc_endpoints.vpc_endpoint_type) = 'interface'
        AND LOWER(vpc_endpoints.state) = 'available'
        AND vpc_endpoints.private_dns_enabled
        AND NOT COALESCE(vpc_endpoints.dns_options.private_dns_only_for_inbound_resolver_endpoint, FALSE)
)
SELECT DISTINCT
    effective.account_id,
    effective.region,
    effective.vpc_id,
    effective.subnet_id,
    effective.route_table_id,
    routes.nat_gateway_id
FROM effective
INNER JOIN routes ON routes.route_table_id = effective.route_table_id
WHERE
    routes.destination_cidr_block = '0.0.0.0/0'
    AND routes.nat_gateway_id IS NOT NULL
    AND COALESCE(routes.state, 'active') = 'active'
    AND NOT EXISTS (SELECT 1 FROM around_the_internet AS a WHERE a.route_table_id = effective.route_table_id)
    AND NOT EXISTS (SELECT 1 FROM named_inside AS n WHERE n.vpc_id = effective.vpc_id)
ORDER BY 1, 2, 3, 4;
