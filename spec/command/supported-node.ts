import nodeFault from './node-version.cjs';

// Imported first by whoever is imported first: an old Node.js would otherwise fail later, somewhere else.
const fault = nodeFault('data-api-contract', process.versions.node);
if (fault !== undefined) throw new Error(fault);
