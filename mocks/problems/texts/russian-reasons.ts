import type { RefusalTexts } from './english.ts';

// What Prism says of a response that it cannot make; the rest is quoted.
const reasons: readonly [RegExp, (...found: string[]) => string][] = [
  [/^Unable to find content for (.*)$/, (accept) => `Ответа в формате ${accept} нет`],
  [
    /^Requested status code (\S+) is not defined in the document\.$/,
    (status) => `Ответ со статусом ${status} в документе не описан`,
  ],
  [
    /^Requested status code (\S+) is not one to end a request with\.$/,
    (status) => `Статус ${status} не может завершать запрос`,
  ],
  [
    /^Response (\S+) has no example (.*)\.$/,
    (status, name) => `У ответа ${status} нет примера ${name}`,
  ],
  [/^Response (\S+) has no schema\.$/, (status) => `У ответа ${status} нет схемы`],
  [
    /^Neither schema nor example defined for (\S+) response\.$/,
    (status) => `Для ответа ${status} нет ни схемы, ни примера`,
  ],
  [
    /^The header (\S+) has a letter that no header can hold; use ASCII\.$/,
    (name) => `В заголовке ${name} есть недопустимый символ; используйте ASCII`,
  ],
];

/** Says why there is no response, from what Prism says. */
export function noResponse(why: string): string {
  for (const [pattern, say] of reasons) {
    const found = pattern.exec(why);
    if (found !== null) return `${say(...found.slice(1))}.`;
  }
  return `Ответ составить не удалось: ${why.replace(/\.$/, '')}.`;
}

const distrusted =
  'его сертификат выдан не доверенным центром; укажите этот центр в NODE_EXTRA_CA_CERTS';
const noTls = 'он не поддерживает TLS; его URL должен начинаться с http://';
const connections: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'соединение отклонено',
  ECONNRESET: 'соединение сброшено',
  ENOTFOUND: 'такого хоста нет',
  EPIPE: 'соединение разорвано',
  UND_ERR_SOCKET: 'соединение разорвано',
  UND_ERR_CONNECT_TIMEOUT: 'соединение не установлено вовремя',
  UND_ERR_HEADERS_TIMEOUT: 'ответ не пришёл вовремя',
  UND_ERR_BODY_TIMEOUT: 'ответ не пришёл вовремя',
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  CERT_HAS_EXPIRED: 'срок его сертификата истёк',
  ERR_TLS_CERT_ALTNAME_INVALID: 'его сертификат выдан для другого хоста',
  DEPTH_ZERO_SELF_SIGNED_CERT: distrusted,
  SELF_SIGNED_CERT_IN_CHAIN: distrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: distrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: distrusted,
};

/** Says why a server sent no response, by the code of the client's error. */
export function noConnection(code: string): string | undefined {
  return /^(HPE_|ERR_ASSERTION$)/.test(code) ? 'пришёл не HTTP' : connections[code];
}

/** Says what is wrong with a seed. */
export const seedFault: RefusalTexts['control']['seed'] = ({ about }) => {
  switch (about.kind) {
    case 'shape':
      return `Данные имеют неверную форму (${about.why}); исправьте их.`;
    case 'unknown-collection':
      return `В контракте нет коллекции ${about.name}; ${about.known.length === 0 ? 'уберите её' : `есть ${about.known.join(', ')}`}.`;
    case 'unknown-field':
      return `У элемента ${about.collection} нет поля «${about.name}»; есть ${about.known.join(', ')}.`;
    case 'missing-field':
      return `У этого элемента нет поля «${about.name}»; добавьте его.`;
    case 'wrong-value':
      return `${about.pointer} не соответствует контракту (${about.why}); укажите то, что в нём описано.`;
    case 'other-collection':
      return `Поле «${about.name}» этого элемента — ${about.value}, а его коллекция — ${about.collection}; укажите одно и то же или уберите поле.`;
    case 'unusable-identity':
      return `Путь не может заканчиваться значением ${about.value} поля ${about.name}; укажите другое.`;
    case 'repeated-identity':
      return `${about.name} ${about.value} встречается у двух элементов; укажите каждому своё значение.`;
  }
};
