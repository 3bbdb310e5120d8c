#!/usr/bin/env node
require('../../spec/command/launch.cjs')('data-api-mock', () => import('./main.ts'));
