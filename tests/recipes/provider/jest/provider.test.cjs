const { describeProvider } = require('data-api-contract/runner');

describeProvider({ provider: process.env.PROVIDER_URL, token: 'any' });
