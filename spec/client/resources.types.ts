/**
 * This file was generated from the document by npm run types.
 * Do not make direct changes to the file.
 */
import type { components, paths } from './openapi.types.ts';

/** An item of each collection, as it is answered. */
export interface Items {
  '/melodies/personal': paths['/melodies/personal/{id}']['put']['responses'][200]['content']['application/json'];
  '/numbers/virtual-number': paths['/numbers/virtual-number/{id}']['get']['responses'][200]['content']['application/json'];
  '/numbers/def-virtual-number-capacity': paths['/numbers/def-virtual-number-capacity']['get']['responses'][200]['content']['application/json'][number];
  '/employee-group': paths['/employee-group/{id}']['get']['responses'][200]['content']['application/json'];
  '/employee': paths['/employee']['get']['responses'][200]['content']['application/json'][number];
  '/melodies/system': paths['/melodies/system']['get']['responses'][200]['content']['application/json'][number];
  '/melodies/beeps': paths['/melodies/beeps']['get']['responses'][200]['content']['application/json'][number];
  '/melodies/client': paths['/melodies/client']['post']['responses'][200]['content']['application/json'];
  '/melodies/main': paths['/melodies/main/{id}']['put']['responses'][200]['content']['application/json'];
}

/** What each uniqueness rule forbids to have twice, and the identity of who has it. */
export interface Rules {
  /** Number {value} already belongs to rule {owner}. */
  'one-rule-per-number': { value: NonNullable<NonNullable<Items['/melodies/personal']['number_capacity_ids']>[number]>; owner: Items['/melodies/personal']['id'] };
  /** Group {value} already belongs to rule {owner}. */
  'one-rule-per-group': { value: NonNullable<NonNullable<Items['/melodies/personal']['employee_group_ids']>[number]>; owner: Items['/melodies/personal']['id'] };
}

/** The switches of the doubts, with the values of each; the first is the default. */
export interface SwitchValues {
  /** Is `server_port` a string or a number? */
  D3: 'as-sent' | 'integer' | 'string';
  /** Is an id list with nothing in it answered as `null` or as `[]`? */
  D9: 'null' | 'empty-array';
  /** Does an edit replace the rule, or only the fields sent? */
  D10: 'replace' | 'merge';
  /** Must numbers, groups and media exist in the account? */
  D16: 'unchecked' | 'checked';
  /** Is the SIP password echoed in the answer? */
  D18: 'echo' | 'mask' | 'omit';
  /** Is a request without `Authorization`, or with a token that nobody issued, refused? */
  D19: 'required' | 'optional';
  /** Are optional fields of the SIP number that have no value answered as `null`, or left out? */
  D25: 'null' | 'omit';
  /** Does a scheme such as `Bearer` go before the token in `Authorization`? */
  D45: 'refused' | 'ignored' | 'token';
}

/** The values that each provider state of the pacts can lend. */
export interface StateValues {
  'a number and a group that no rule holds': { number: number; group: number; media: number };
  'a rule that holds a number and a group': { rule: number; number: number; group: number; media: number };
  'a second rule that holds a number and a group': { rule: number; number: number; group: number; media: number };
  'a number registered over SIP': { sip: number };
}

/** The variants of operations, as openapi-typescript writes an operation. */
export interface VariantOperations {
    editSipNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the number.
                 * @example 608
                 */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        /** @description The whole number, its id included. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditedSipNumber"];
            };
        };
        responses: {
            /** @description The number as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SipNumber"];
                };
            };
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["StoredState"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
        };
    };
    editMobileNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the number.
                 * @example 608
                 */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        /** @description The number as it is to be, its id included. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditedMobileNumber"];
            };
        };
        responses: {
            /** @description The number as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MobileNumber"];
                };
            };
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["StoredState"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
        };
    };
    editCityNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the number.
                 * @example 608
                 */
                id: components["schemas"]["Id"];
            };
            cookie?: never;
        };
        /** @description The number as it is to be, its id included. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditedCityNumber"];
            };
        };
        responses: {
            /** @description The number as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CityNumber"];
                };
            };
            400: components["responses"]["MalformedBody"];
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["StoredState"];
            413: components["responses"]["BodyTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
        };
    };
}
