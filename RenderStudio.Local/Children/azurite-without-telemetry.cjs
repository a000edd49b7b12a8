// Azurite loads Application Insights even with telemetry switched off, and spends two thirds of its start on it.
const Module = require("node:module");

const load = Module._load;
Module._load = (request, ...rest) => (request === "applicationinsights" ? {} : load(request, ...rest));
