import type { Place, RefusalTexts } from './english.ts';
import { noConnection, noResponse, seedFault } from './russian-reasons.ts';
import { count, differsInRussian, listInRussian, schemaInRussian } from './russian-words.ts';

/** Every text of a refusal in Russian. */
export const russianRefusals: RefusalTexts = {
  language: 'ru',

  problems: {
    'malformed-json': {
      title: 'Тело запроса — не JSON',
      means: 'В Content-Type указан application/json, но тело не читается как JSON в UTF-8.',
    },
    'bad-url': {
      title: 'URL не читается',
      means: 'В пути есть недопустимая escape-последовательность.',
    },
    unauthorized: {
      title: 'В запросе нет токена',
      means: 'Контракт требует токен, по которому определяется аккаунт.',
    },
    'token-scheme': {
      title: 'Перед токеном стоит схема',
      means: 'Контракт не называет схему, поэтому в заголовке должен быть только токен.',
    },
    'unknown-path': {
      title: 'В контракте нет такого пути',
      means: 'Путь запроса не соответствует ни одному пути контракта.',
    },
    'missing-resource': {
      title: 'Такого ресурса нет',
      means: 'Путь в контракте есть, но в этом аккаунте нет такого ресурса.',
    },
    'missing-response': {
      title: 'В контракте нет такого ответа',
      means: 'Prefer или параметр вида __code называет ответ, который не описан.',
    },
    'method-not-allowed': {
      title: 'У пути нет такого метода',
      means: 'Путь в контракте есть, но без этого метода; методы пути перечислены в Allow.',
    },
    'not-acceptable': {
      title: 'Ответа с таким типом нет',
      means: 'Accept исключает все типы, в которых операция отвечает.',
    },
    uniqueness: {
      title: 'Нарушено правило уникальности',
      means: 'Запрос претендует на то, что принадлежит другому ресурсу аккаунта.',
    },
    immutable: {
      title: 'Изменено неизменяемое поле',
      means: 'При изменении ресурса это поле можно повторить, но нельзя изменить.',
    },
    'stored-state': {
      title: 'Состояние ресурса этого не допускает',
      means: 'Ресурс существует, но операция не подходит для ресурса в таком состоянии.',
    },
    referenced: {
      title: 'Ресурс используется',
      means: 'На этот ресурс ссылается другой ресурс аккаунта, поэтому удалить его нельзя.',
    },
    'identity-taken': {
      title: 'Идентификатор занят',
      means: 'Запрос добавляет ресурс с идентификатором, который в аккаунте уже есть.',
    },
    'body-too-large': {
      title: 'Тело запроса слишком большое',
      means: 'В теле больше байтов, чем принимает мок.',
    },
    'unsupported-media-type': {
      title: 'Неверный тип тела запроса',
      means: 'Content-Type отсутствует или не входит в список принимаемых операцией.',
    },
    'invalid-request': {
      title: 'Запрос не соответствует документации',
      means: 'Тело или параметр не соответствует описанию; все ошибки перечислены в errors.',
    },
    'invalid-preference': {
      title: 'Предпочтение не читается',
      means: 'Значение Prefer или параметра вида __code записано неверно.',
    },
    unanswerable: {
      title: 'Контракт не описывает ответ',
      means: 'В документе нет ни примера, ни схемы, по которым можно составить ответ.',
    },
    'unreadable-request': {
      title: 'Запрос не читается',
      means: 'Сервер не может прочитать запрос как HTTP.',
    },
    'simulated-fault': {
      title: 'На моке включён сбой',
      means: 'Мок настроен отвечать этим статусом; с запросом всё в порядке.',
    },
    'internal-error': {
      title: 'Ошибка мока',
      means: 'Ошибка в самом моке; с запросом всё в порядке.',
    },
    'upstream-failed': {
      title: 'От вышестоящего сервера нет ответа, который можно передать',
      means:
        'В контракте нет такого пути или метода, а сервер из --upstream недоступен или его ответ нельзя передать по HTTP/2.',
    },
    'store-unavailable': {
      title: 'Хранилище мока не отвечает',
      means:
        'Мок хранит аккаунты в базе данных (--store), которая недоступна, переполнена или отвечает слишком медленно; когда повторить запрос, указано в Retry-After.',
    },
    'control-refused': {
      title: 'Управляющий API отклоняет этот запрос',
      means:
        'Если задан управляющий токен, он обязателен; без него API обслуживает только свои хост и источник.',
    },
    'unknown-control-path': {
      title: 'В управляющем API нет такого пути',
      means: 'Все пути управляющего API описаны в GET /_mock/openapi.yaml.',
    },
    'forgotten-state': {
      title: 'Состояние слишком старое',
      means:
        'Мок помнит последние 1000 изменений всех аккаунтов, а с --store — каждого; если изменения велики, то меньше. Более старые отменить нельзя.',
    },
    'invalid-control-request': {
      title: 'Запрос к управляющему API не соответствует документации',
      means: 'Что принимает каждый путь управляющего API, описано в GET /_mock/openapi.yaml.',
    },
  },

  request: {
    sendToken(schemes) {
      const ways = schemes.map((places) => places.map(inPlace).join(' и '));
      return `Отправьте токен аккаунта ${[...new Set(ways)].join(' или ')}.`;
    },
    schemeBeforeToken: (place, hasToken) =>
      `${capitalized(inPlace(place))} ${hasToken ? 'перед токеном стоит Bearer' : 'стоит Bearer без токена'}; отправьте токен без Bearer.`,
    tokenHint: 'Authorization: <токен>',
    missingResource: (path, canBeAdded) =>
      `В этом аккаунте нет ${path}; ${canBeAdded ? 'сначала добавьте его или возьмите существующий' : 'возьмите существующий'}.`,
    methodNotAllowed: (path, method, methods) =>
      `У пути ${path} нет метода ${method}; есть ${methods}.`,
    unknownPath: (path, below, paths) =>
      `В контракте${servedBelow(below)} нет пути ${path}; есть ${paths}.`,
    otherPathMeant: (path, below, meant) =>
      `В контракте${servedBelow(below)} нет пути ${path}; может быть, ${meant}?`,
    whereTheExplorerIs: 'Обозреватель и управляющий API доступны по адресу /_mock/.',
    unreadablePath: (path) => `Путь ${path} не читается; закодируйте его по RFC 3986.`,
    repeatedHeader: (name) =>
      `Заголовок ${name} отправлен больше одного раза; отправьте его один раз.`,
    invalid: 'Запрос нарушает контракт.',
    unreadable: (why) => `Запрос не читается: ${withoutStop(why)}.`,
    noHost: 'В запросе нет заголовка Host; отправьте его.',
    expectation: (value) =>
      `Сервер не может выполнить ожидание ${value}; уберите Expect или отправьте 100-continue.`,
    largeHeaders: 'Заголовки больше, чем принимает сервер; сократите их.',
    tooSlow: 'Запрос поступал слишком долго; отправляйте его быстрее.',
    notHttp: 'Запрос — не HTTP.',
  },

  body: {
    tooLarge: (limit) =>
      `В теле больше ${count(limit, 'байта', 'байтов', 'байтов')}; сократите его.`,
    contentEncoding: (coding) =>
      `У тела Content-Encoding ${coding}, который мок не декодирует; отправьте тело без кодирования.`,
    noBoundary: (type) =>
      `В Content-Type ${type} нет boundary; укажите разделитель частей или доверьте этот заголовок клиенту.`,
    noBodyTaken: (type) =>
      `Эта операция не принимает тело, но в запросе оно есть (${contentType(type)}); уберите его.`,
    wrongMediaType: (types, type) =>
      `Тело должно быть в формате ${types.join(' или ')} в UTF-8, а в запросе ${contentType(type)}.`,
    notControlJson: 'Тело должно быть в формате application/json в UTF-8.',
    missing: 'В запросе нет тела; отправьте его вместе с Content-Length.',
    notUtf8: 'Тело не в UTF-8; закодируйте его в UTF-8.',
    byteOrderMark: 'Тело начинается с метки порядка байтов (BOM); уберите её.',
    notJson: (line, column, position, code) =>
      `Тело перестаёт быть JSON в строке ${line}, столбце ${column} (позиция ${position}): ${parseErrors[code ?? ''] ?? 'оно недействительно'}.`,
    repeatedField: (name) =>
      `В теле поле ${name} встречается дважды с разными значениями; отправьте его один раз.`,
    tooDeep: (most) =>
      `Вложенность тела больше ${count(most, 'уровня', 'уровней', 'уровней')}; сделайте её меньше.`,
  },

  state: {
    moreConflicts(more, rules) {
      const also = `; запрос нарушает и ${rules.length === 1 ? 'правило' : 'правила'} ${listInRussian(rules, 'и')}`;
      return `Есть ещё ${count(more, 'конфликт', 'конфликта', 'конфликтов')}${rules.length === 0 ? '' : also}.`;
    },
    moreMistakes: (more) => `Есть ещё ${count(more, 'ошибка', 'ошибки', 'ошибок')}.`,
    seedConflict: (message, collection, key) => `${message} (${collection}, элемент ${key})`,
    identityTaken: (name, value) =>
      `В этом аккаунте уже есть ресурс, у которого ${name} — ${value}; отправьте другое значение или измените тот ресурс.`,
    noIdentity: (name) =>
      `В этом аккаунте не осталось значений ${name}, которые допускает контракт; удалите какой-нибудь ресурс или отправьте новый вместе с ${name}.`,
    noSeedIdentity: (collection, name) =>
      `В ${collection} не осталось значений ${name} для этого элемента; укажите ${name} явно.`,
    notAsStored(operation, path, fields) {
      const has = fields.map(
        ({ name, value, allowed }) => `${name} — ${value}, а нужно ${allowed.join(' или ')}`,
      );
      return `Операция «${operation}» невозможна для ${path}: ${has.join('; ')}.`;
    },
    referenced: (referrer, path, field) =>
      `${referrer} ссылается на ${path} в поле ${field}; сначала измените или удалите ${referrer}.`,
    immutable: (field, current) =>
      `${field} — ${current}, изменить это нельзя; отправьте это же значение или уберите поле.`,
    unusableIdentity: (field, received) =>
      `Поле тела ${field} — ${received}: таким значением не может заканчиваться путь; отправьте другое.`,
    unknownReference: (field, received, path) =>
      `Поле тела ${field} — ${received}, но в этом аккаунте нет ${path}; укажите существующий ресурс.`,
    identityMismatch: (inPath, field, received) =>
      `В пути указано ${inPath}, а в поле тела ${field} — ${received}; отправьте одно и то же.`,
    nothingYet: (state, last) => `Состояния ${state} ещё нет; последнее — ${last}.`,
    tooOld: (state, kept) =>
      `Состояние ${state} слишком старое: мок помнит ${count(kept, 'последнее изменение', 'последних изменения', 'последних изменений')} или меньше, если они велики.`,
  },

  parameters: {
    named: parameter,
    wrong(place, name, received, expected) {
      const needed =
        expected === schemaInRussian.anything ? 'отправьте его' : `ожидается ${expected}`;
      return `${parameter(place, name)} ${received === undefined ? 'отсутствует' : `— ${received}`}; ${needed}.`;
    },
    other: (why) => `Запрос не соответствует контракту: ${withoutStop(why)}.`,
    badEscape: (place, name) =>
      `${parameter(place, name)} содержит неверную escape-последовательность; примените процентное кодирование`,
    wrongStyle: (place, name, style, prefix) =>
      `${parameter(place, name)} имеет стиль ${style}; начните его с "${prefix}"`,
    notJson: (place, name) => `${parameter(place, name)} — не JSON; отправьте JSON`,
    badFormEscape:
      'В форме есть неверная escape-последовательность; примените процентное кодирование к именам и значениям',
    noPart: (boundary) =>
      `В теле нет ни одной именованной части между строками --${boundary} и перед строкой --${boundary}--`,
    reserved: (field) =>
      `В поле ${field} есть зарезервированный символ; примените процентное кодирование`,
    noXml: (type) => `Мок не читает XML${type === undefined ? '' : `; отправьте ${type}`}`,
    tooDeep: (place) =>
      `${place === 'body' ? 'Тело' : (places[place] ?? place)}: вложенность слишком велика для проверки`,
    infinite: (name) =>
      `${subject(name)} — число больше 1.8e308, которое мок не может хранить; отправьте меньшее`,
    inexact: (name, digits, most) =>
      `${name} — ${digits}: такое число мок не может хранить точно; отправьте целое число от -${most} до ${most}`,
    notNumber: (place, name) =>
      `${place === 'body' ? `Поле ${name}` : parameter(place, name)} нужно записать так, как числа записываются в JSON`,
    repeated: (name, meant) =>
      `Query-параметра ${name} нет; ${meant} уже отправлен, поэтому этот уберите.`,
    unknown: (name, meant, strange) =>
      `Query-параметра ${name} нет${strange ? `: ${differsInRussian(strange)}` : ''}; может быть, ${meant}?`,
  },

  mistakes: {
    wrong: (name, type, received, expected) =>
      `${subject(name)} — ${typed(type, received)}; ожидается ${expected}.`,
    inexact: (name, digits, most) =>
      `${subject(name)} — ${digits}: такое число мок не может хранить точно; отправьте целое число от -${most} до ${most}.`,
    isNull(name, step, isRequired, expected) {
      const remedy = {
        body: `ожидается ${expected}`,
        element: `уберите элемент или укажите значение (${expected})`,
        field: isRequired ? `ожидается ${expected}` : 'если значения нет, уберите поле',
      }[step];
      return `${subject(name)} — null; ${remedy}.`;
    },
    lookAlike(name, received, meant, strange) {
      const why = strange ? differsInRussian(strange) : 'есть символ, который лишь похож на нужный';
      return `${subject(name)} — ${received}: похоже на "${meant}", но ${why}; отправьте "${meant}".`;
    },
    notAllowed: (name, received, expected, guess) =>
      `${subject(name)} — ${received}; ожидается ${expected}${guess === undefined ? '' : ` (может быть, ${guess}?)`}.`,
    wrongSize(name, isSmall, number, part, expected) {
      const size =
        part === 'element'
          ? count(number, 'элемент', 'элемента', 'элементов')
          : count(number, 'поле', 'поля', 'полей');
      return `${subject(name)}: ${size}, это слишком ${isSmall ? 'мало' : 'много'}; ожидается ${expected}.`;
    },
    beyondLimit(name, isSmall, type, received, expected) {
      const [low, high] = type === 'string' ? ['короткая', 'длинная'] : ['маленькое', 'большое'];
      return `${subject(name)} — слишком ${isSmall ? low : high} ${typed(type, received)}; ожидается ${expected}.`;
    },
    duplicate: (name, received, first) =>
      `${subject(name)} повторяет значение ${received}, которое уже есть в ${first}; уберите повтор.`,
    other: (name, why) =>
      `${subject(name)} не соответствует схеме${why === undefined ? '' : ` (${why})`}.`,
    notAllowedHere: (name) => `${subject(name)} здесь недопустимо; уберите это.`,
    fieldName: (field, whys) =>
      `Имя поля ${field} недопустимо${whys.length === 0 ? '' : ` (${whys.join('; ')})`}.`,
    missing(name, because, expected) {
      const reason = because === undefined ? '' : `, а без него нельзя отправить ${because}`;
      const needed = expected === undefined ? 'отправьте это поле' : `ожидается ${expected}`;
      return `${subject(name)} отсутствует${reason}; ${needed}.`;
    },
    noBody: (expected) => `В запросе нет тела; ожидается ${expected}.`,
    missingChoice(name, groups, isExactlyOne, minItems) {
      const least = count(minItems, 'элементом', 'элементами', 'элементами');
      const size = minItems > 0 ? ` не менее чем с ${least}` : '';
      if (groups.some((fields) => fields.length !== 1)) {
        const together = groups.map(
          (fields) => (fields.length > 1 ? 'вместе ' : '') + listInRussian(fields, 'и'),
        );
        return `Отправьте${where(name)} ${listInRussian(together, 'или')}${size}.`;
      }
      const fields = [...new Set(groups.flat())];
      const quantity = isExactlyOne ? 'ровно одно из полей' : 'хотя бы одно из полей';
      const which =
        fields.length > 1 ? `${quantity} ${listInRussian(fields, 'и')}` : `поле ${fields[0]}`;
      return `Отправьте${where(name)} ${which}${size}.`;
    },
    onlyOne: (name, fields) =>
      `Из полей ${listInRussian(fields, 'и')}${where(name)} можно отправить только одно; остальные уберите.`,
    fitsSeveral: (name, forms) =>
      `${subject(name)} подходит сразу под несколько форм (${forms}); значение должно подходить ровно под одну.`,
    forbidden: (name, form) =>
      `${subject(name)} имеет недопустимую форму${form === undefined ? '' : ` (${form})`}; измените значение.`,
    forbiddenFields: (name, fields) =>
      fields.length === 1
        ? `Поле ${fields[0]}${where(name)} отправлять нельзя; уберите его.`
        : `Поля ${listInRussian(fields, 'и')}${where(name)} нельзя отправлять вместе; уберите одно из них.`,
    squashedName: (field, meant) => `Поле ${field} называется ${meant}; переименуйте его.`,
    lookAlikeName: (field, meant, strange) =>
      `Имя поля ${field} похоже на ${meant}, но ${differsInRussian(strange)}; переименуйте поле в ${meant}.`,
    misspeltName: (field, meant, name) =>
      `Поля ${field}${where(name)} нет; если нужно поле ${meant}, переименуйте его.`,
    fieldOfOthers: (field, name) =>
      `Поле ${field}${where(name)} не сочетается с остальными полями; уберите его.`,
    fieldIsThere: (field, meant, name) =>
      `Поля ${field}${where(name)} нет; ${meant} уже отправлено, поэтому это уберите.`,
    unknownField(field, name, known, more) {
      const names = `${known.join(', ')}${more > 0 ? ` и ещё ${more}` : ''}`;
      const told = {
        none: 'известных полей нет',
        one: `известно только поле ${names}`,
        several: `известные поля: ${names}`,
      }[known.length === 0 ? 'none' : known.length === 1 ? 'one' : 'several'];
      return `Поля ${field}${where(name)} нет; ${told}.`;
    },
    unlisted: (number) =>
      number === undefined
        ? 'Есть и другие ошибки, они не перечислены; сначала исправьте эти.'
        : `Есть ещё ${count(number, 'ошибка, она не перечислена', 'ошибки, они не перечислены', 'ошибок, они не перечислены')}; сначала исправьте эти.`,
  },

  schema: schemaInRussian,

  server: {
    noResponse,
    preferences(unread) {
      const each = unread.map(({ name, received, type }) => {
        const needed = types[type] ?? type;
        return received === undefined
          ? `у предпочтения ${name} нет значения, ожидается ${needed}`
          : `предпочтение ${name} — ${received}, ожидается ${needed}`;
      });
      return `${capitalized(each.join('; '))}.`;
    },
    unsendable: (why) => `Ответ нельзя отправить: ${why}; исправьте документ.`,
    fault: (status) =>
      `Вместо ответа сбой, включённый на моке, отправил статус ${status}; список сбоев дают GET /_mock/faults и /_mock/accounts/me/faults.`,
    failed: (why) =>
      `Ошибка мока: ${withoutStop(why)}. Дело в самом моке; сообщите о ней и приложите запрос.`,
    storeFailed: (why, isUnknown) =>
      `Ошибка хранилища мока (${why}). ${isUnknown ? 'Неизвестно, выполнено ли изменение: прочитайте данные, прежде чем повторять его.' : 'Ничего не изменено; повторите запрос.'}`,
    storeUnreadable: 'его содержимое не читается',
    rolledBack: 'изменение отменено',
    unstoredBefore: 'не сохранено предыдущее изменение',
    storeUnreachable: (code) => `оно недоступно: ${code}`,
    storeClosed: (code) => `оно не пускает мок: ${code}`,
    upstreamLoop: (origin) =>
      `Вышестоящий сервер ${origin} ведёт обратно к этому моку; укажите в --upstream URL настоящего сервера.`,
    upstreamUnsendable: (origin, why) =>
      `Вышестоящий сервер ${origin} прислал ответ, который нельзя передать: ${why}.`,
    upstreamLate: (origin) =>
      `Вышестоящий сервер ${origin} не успел ответить: клиент закрыл соединение.`,
    upstreamSilent: (origin, why, code) =>
      `Вышестоящий сервер ${origin} не ответил: ${noConnection(code) ?? why}.`,
  },

  control: {
    sendControlToken: (header) => `Отправьте токен, с которым запущен мок, в заголовке ${header}.`,
    foreignHost: (host, header) =>
      `Управляющий API не обслуживает хост ${host ?? '(не указан)'}; используйте адрес, на котором запущен мок, или ${tokenAdvice(header)}.`,
    foreignOrigin: (header) =>
      `Без управляющего токена управляющий API не обслуживает страницы из других источников, а страницы в песочнице — никогда; ${tokenAdvice(header)}.`,
    openWithoutToken:
      'Мок доступен не только с этой машины, но управляющего токена нет; запустите мок с --control-token.',
    unknownPath: (method, url) =>
      `Пути ${method} ${url} нет; все пути перечислены в GET /_mock/openapi.yaml.`,
    other: (why) => `Запрос нельзя выполнить: ${withoutStop(why)}.`,
    unknownProblem: (code) => `Вида отказа «${code}» нет.`,
    noCertificate:
      'У мока нет сертификата, потому что он работает по HTTP; запустите его с --https.',
    unknownCase: (id) => `Случая «${id}» нет; список даёт GET /_mock/catalogue.`,
    unreportedCase: (id) =>
      `Случая «${id}» нет, отчёт о нём невозможен; список даёт GET /_mock/catalogue.`,
    repeatedCase: (id) =>
      `У случая «${id}» несколько результатов; отправьте каждый случай один раз.`,
    unknownAccount: (id) =>
      `Аккаунта ${id} нет; список даёт GET /_mock/accounts, а "me" — это аккаунт токена самого запроса.`,
    notState: (text) => `state должно быть номером состояния, а не «${text}».`,
    unknownPreset: (name, known) => `Заготовки «${name}» нет; есть ${known}.`,
    unknownOperation: (id, known, orAll) =>
      `Операции «${id}» нет; есть ${known}${orAll ? ' и * для всех' : ''}.`,
    unknownFilter: (name, known) => `Фильтра «${name}» здесь нет; есть ${known}.`,
    notStatus: (text) =>
      `«${text}» — не статус; укажите статус, например 409, или класс, например 4XX.`,
    notWholeNumber: (name, text, most) =>
      `${name} — «${text}», а должно быть целым числом${most === undefined ? '' : ` не больше ${most}`}.`,
    countAboveLimit: (limit, wanted) =>
      `При limit ${limit} никогда не наберётся ${count(wanted, 'запись', 'записи', 'записей')}; уберите limit или уменьшите count.`,
    notListening: 'Мок не принимает соединения, поэтому отправить ему ничего нельзя.',
    noProvider: 'У мока нет провайдера; запустите мок с --provider.',
    notBuilt: 'Обозреватель не собран; выполните `npm run explorer`.',
    unknownFile: (url) => `У обозревателя нет файла ${url}.`,
    unsendable: (why) => `Запрос нельзя отправить: ${why}.`,
    notRelayed: (path) =>
      `Путь ${path} нельзя передать: он должен начинаться с одного символа /, состоять из ASCII без пробелов и не относиться к управляющему API.`,
    seed: seedFault,
    unknownSwitch: (doubt, known) =>
      `Переключателя ${doubt} нет${known.length === 0 ? ': в контракте нет ни одного' : `; есть ${known.join(', ')}`}.`,
    unknownPosition: (doubt, value, known) =>
      `У переключателя ${doubt} нет значения «${value}»; есть ${known.join(', ')}.`,
    unknownFault: (name, known) =>
      `Сбоя «${name}» нет${known.length === 0 ? ': контракт не называет ни одного' : `; есть ${known.join(', ')}`}.`,
  },

  generate: {
    notStored: (collection, known) =>
      `В ${collection} ничего нельзя хранить; коллекции: ${known || 'нет ни одной'}.`,
    cannot: (why) => `Ничего не создано: ${why}.`,
    invalidItem: (number, fault) =>
      `элемент ${number} был бы неверным (${withoutStop(seedFault(fault))})`,
    tooFewValues: (place) => `слишком мало свободных значений для ${place}`,
    nothingToName: (place, collection) =>
      `${place} должно называть элемент из ${collection}, а в аккаунте таких нет`,
    noParent: (path) => `в аккаунте нет ${path}; сначала создайте или добавьте его`,
    tooManyValues: (count, most) =>
      `занятых значений было бы слишком много (${count}); запросите не больше ${most}`,
    unknownList: (list, known) =>
      `у коллекции нет списка занимаемых значений ${list}; ${known.length === 0 ? 'у неё нет ни одного' : `есть ${known.join(', ')}`}`,
    noElement: (list) => `контракт не показывает ни одного верного элемента ${list}`,
  },

  preflight: {
    noToken: 'Укажите токен аккаунта провайдера.',
    unreachable: (why) => `Провайдер недоступен: ${why} Верен ли его URL и запущен ли он?`,
    refusedToken: (which, status) =>
      `Провайдер отклоняет ${which === 'first' ? 'токен' : 'второй токен'} со статусом ${status}; укажите тот, который он выдал.`,
    redirects: (location) =>
      `Провайдер перенаправляет на ${location}; запустите мок с --provider и URL того API, который отвечает сам.`,
    fails: (status, url) =>
      `Провайдер отвечает ошибкой ${status} на ${url}; подождите, пока он снова заработает.`,
    noPaths: (paths, url) =>
      `У провайдера ничего нет по адресам ${paths.join(' и ')} ниже ${url} (статус 404); запустите мок с --provider и URL до путей контракта, вместе с префиксом, например /api.`,
  },

  faults: {
    delay: (min, max) => `delay.min — ${min}, это больше, чем delay.max, ${max}.`,
    bodyNeedsStatus: 'Для тела нужен статус; отправьте и status.',
    noBody: (status) => `У ответа со статусом ${status} нет тела; уберите его.`,
    headersNeedStatus: 'Для заголовков нужен статус; отправьте и status.',
    dropOrStatus: 'У разорванного соединения нет статуса; отправьте либо drop, либо status.',
    dropOrTruncate:
      'У разорванного соединения нет ответа, который можно обрезать; отправьте либо drop, либо truncate.',
    nothingToTruncate: 'Ответ без тела нельзя обрезать; отправьте и body.',
    nothing: 'Этот сбой ничего не делает; отправьте delay, status, drop или truncate.',
    notHeader: (name) => `${name} — не имя заголовка; используйте буквы, цифры и дефисы.`,
    headerValue: (name) =>
      `В значении ${name} есть символ, недопустимый в заголовке; используйте ASCII.`,
    ownHeader: (name) => `Заголовок ${name} пишет сам сервер; уберите его.`,
    repeatedHeader: (name) => `Заголовок ${name} указан дважды; отправьте его один раз.`,
  },
};

const places: Readonly<Record<string, string>> = {
  query: 'Query-параметр',
  path: 'Параметр пути',
  header: 'Заголовок',
  cookie: 'Cookie',
};

const types: Readonly<Record<string, string>> = {
  string: 'строка',
  number: 'число',
  integer: 'целое число',
  boolean: 'логическое значение',
  array: 'массив',
  object: 'объект',
};

// The names are those of jsonc-parser.
const parseErrors: Readonly<Record<string, string>> = {
  InvalidSymbol: 'недопустимое слово',
  InvalidNumberFormat: 'неверная запись числа',
  PropertyNameExpected: 'здесь ожидается имя поля',
  ValueExpected: 'здесь ожидается значение',
  ColonExpected: 'здесь ожидается двоеточие',
  CommaExpected: 'здесь ожидается запятая',
  CloseBraceExpected: 'здесь ожидается закрывающая фигурная скобка',
  CloseBracketExpected: 'здесь ожидается закрывающая квадратная скобка',
  EndOfFileExpected: 'здесь ожидается конец тела',
  InvalidCommentToken: 'комментарии недопустимы',
  UnexpectedEndOfComment: 'комментарий не закончен',
  UnexpectedEndOfString: 'строка не закончена',
  UnexpectedEndOfNumber: 'число не закончено',
  InvalidUnicode: 'неверная последовательность Unicode',
  InvalidEscapeCharacter: 'неверный символ после обратной косой черты',
  InvalidCharacter: 'недопустимый символ',
};

function inPlace({ in: place, name }: Place): string {
  const words = { query: 'в query-параметре', header: 'в заголовке', cookie: 'в cookie' };
  return `${words[place]} ${name}`;
}

function parameter(place: string, name: string): string {
  return `${places[place] ?? 'Параметр'} ${name}`;
}

function servedBelow(prefix: string): string {
  return prefix === '' ? '' : `, доступном по адресу ${prefix},`;
}

function contentType(type: string | undefined): string {
  return type === undefined ? 'нет Content-Type' : `Content-Type: ${type}`;
}

function tokenAdvice(header: string): string {
  return `запустите мок с --control-token и отправьте токен в заголовке ${header}`;
}

function subject(name: string): string {
  return name || 'Тело запроса';
}

function where(name: string): string {
  return name === '' ? '' : ` в ${name}`;
}

function typed(type: string | undefined, received: string): string {
  return type === undefined ? received : `${types[type] ?? type} ${received}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
