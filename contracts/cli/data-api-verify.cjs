#!/usr/bin/env node
require('../../spec/command/launch.cjs')('data-api-verify', () => import('./main.ts'));
