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
  /** Is the field spelt `numbercapacityids` or `number_capacity_ids`? */
  D1: 'refused' | 'understood';
  /** Does the value `company` of `purpose` begin with a Latin or with a Cyrillic letter? */
  D2: 'refused' | 'understood';
  /** Is `server_port` a string or a number? */
  D3: 'as-sent' | 'integer' | 'string';
  /** Is `server_port` a string or a number? */
  'D3.sent': 'either' | 'integer' | 'string';
  /** May the id in the path differ from the id in the body? */
  D5: 'refused' | 'path';
  /** Is `id` required in the body of an edit, or does the table's row mean the path? */
  D6: 'required' | 'optional';
  /** Which status does a success have? */
  'D7.add': 'documented' | '200' | '201' | '202' | '203';
  /** Which status does a success have? */
  'D7.edit': 'documented' | '200' | '201' | '202' | '203';
  /** Which status does a success have? */
  'D7.delete': 'documented' | '200' | '201' | '202' | '203';
  /** Which status does a success have? */
  'D7.location': 'none' | 'sent';
  /** What does a refusal look like? */
  D8: 'problem' | 'bare' | 'json' | 'json-rpc' | 'html' | 'text';
  /** What does a refusal look like? */
  'D8.malformed': '400' | '200' | '401' | '403' | '404' | '409' | '410' | '418' | '422' | '423';
  /** What does a refusal look like? */
  'D8.token': '401' | '200' | '400' | '403' | '404' | '409' | '410' | '418' | '422' | '423';
  /** What does a refusal look like? */
  'D8.missing': '404' | '200' | '400' | '401' | '403' | '409' | '410' | '418' | '422' | '423';
  /** What does a refusal look like? */
  'D8.taken': '409' | '200' | '400' | '401' | '403' | '404' | '410' | '418' | '422' | '423';
  /** What does a refusal look like? */
  'D8.media-type': '415' | '200' | '400' | '401' | '403' | '404' | '409' | '410' | '418' | '422' | '423';
  /** What does a refusal look like? */
  'D8.invalid': '422' | '200' | '400' | '401' | '403' | '404' | '409' | '410' | '418' | '423';
  /** Is an id list with nothing in it answered as `null` or as `[]`? */
  D9: 'null' | 'empty-array';
  /** Does an edit replace the rule, or only the fields sent? */
  D10: 'replace' | 'merge';
  /** Does `[]` count as giving a list? */
  D11: 'refused' | 'accepted' | 'never';
  /** May the same id stand twice in one list? */
  D12: 'refused' | 'once' | 'twice';
  /** May a list be `null` in a request, which is what comes of sending back what was read? */
  'D13.lists': 'refused' | 'absent';
  /** May a list be `null` in a request, which is what comes of sending back what was read? */
  'D13.values': 'refused' | 'absent';
  /** May a request have unknown fields? */
  D14: 'refused' | 'dropped' | 'kept';
  /** May an answer have unknown fields? */
  'D15.deletion': 'documented' | 'item';
  /** Must numbers, groups and media exist in the account? */
  D16: 'unchecked' | 'checked';
  /** What becomes of an edit of a rule or a number that does not exist? */
  'D17.edit': 'refused' | 'added';
  /** What becomes of an edit of a rule or a number that does not exist? */
  'D17.delete': 'refused' | 'accepted';
  /** Is the SIP password echoed in the answer? */
  D18: 'echo' | 'mask' | 'omit' | 'null';
  /** Is a request without `Authorization`, or with a token that nobody issued, refused? */
  D19: 'required' | 'optional';
  /** Is a value of another type coerced, such as `"50"` for `50`? */
  'D20.text': 'refused' | 'accepted';
  /** Is a value of another type coerced, such as `"50"` for `50`? */
  'D20.number': 'refused' | 'accepted';
  /** Is a value of another type coerced, such as `"50"` for `50`? */
  'D20.boolean': 'refused' | 'accepted';
  /** Is a value of another type coerced, such as `"50"` for `50`? */
  'D20.single': 'refused' | 'accepted';
  /** Is a value of another type coerced, such as `"50"` for `50`? */
  'D20.fraction': 'accepted' | 'refused';
  /** What is the lowest id? */
  D22: 'refused' | 'accepted';
  /** In what order are the ids of a list answered? */
  D23: 'as-sent' | 'ascending' | 'descending' | 'reversed';
  /** How large may an id be? */
  D24: 'refused' | 'accepted';
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
