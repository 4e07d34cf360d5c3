export type { Endpoint, EndpointOptions } from './endpoint.ts';
export { startEndpoint } from './endpoint.ts';
export type { SparkEndpointErrorCode } from './error.ts';
export { SparkEndpointError } from './error.ts';
export type { Places } from './places.ts';
export { cache, isInstalled, placesIn } from './places.ts';
