import { isObject, type JsonObject } from '../../../spec/index.ts';

const child = (value: unknown): JsonObject => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Writes a document of OpenAPI 3.0 as one of 2.0, with what that can say. */
export function asSwagger(document: JsonObject): JsonObject {
  const { openapi: _, components, ...others } = document;
  const { schemas, securitySchemes } = child(components);
  const text = JSON.stringify({
    swagger: '2.0',
    ...others,
    paths: Object.fromEntries(
      Object.entries(child(document.paths)).map(([path, item]) => [path, oldPath(child(item))]),
    ),
    definitions: schemas,
    ...(isObject(securitySchemes) && { securityDefinitions: securitySchemes }),
  });
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/definitions/'));
}

function oldPath({ parameters, ...operations }: JsonObject): JsonObject {
  const made = Object.entries(operations).map(([method, operation]) => [
    method,
    oldOperation(child(operation)),
  ]);
  return {
    ...(Array.isArray(parameters) && { parameters: parameters.map(oldParameter) }),
    ...Object.fromEntries(made),
  };
}

function oldParameter(parameter: unknown): JsonObject {
  const { schema, ...others } = child(parameter);
  return { ...others, ...child(schema) };
}

function oldOperation({ parameters, requestBody, responses, ...others }: JsonObject): JsonObject {
  const consumes = Object.entries(child(child(requestBody).content));
  const [sent] = consumes;
  const body = sent && [
    { name: 'body', in: 'body', required: true, schema: child(sent[1]).schema },
  ];
  const produces = new Set<string>();
  const old = Object.entries(child(responses)).map(([status, response]) => {
    const { content, headers, ...rest } = child(response);
    const made = Object.entries(child(content));
    for (const [type] of made) produces.add(type);
    const named = Object.entries(child(headers)).map(([name, header]) => {
      const { required: _, ...form } = oldParameter(header);
      return [name, form];
    });
    return [
      status,
      {
        ...rest,
        ...(made[0] && { schema: child(made[0][1]).schema }),
        ...(headers !== undefined && { headers: Object.fromEntries(named) }),
      },
    ];
  });
  return {
    ...others,
    parameters: [...list(parameters).map(oldParameter), ...(body ?? [])],
    ...(sent && { consumes: consumes.map(([type]) => type) }),
    ...(produces.size > 0 && { produces: [...produces] }),
    responses: Object.fromEntries(old),
  };
}
