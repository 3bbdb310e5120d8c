import { language, texts } from '../data/texts.ts';
import { theme } from '../data/theme.ts';
import { bind, RadioGroup } from './fields.tsx';
import { Menu } from './menu.tsx';

/** Chooses the colours and the language of the page. */
export function SettingsMenu() {
  const { settings, themes, theme: legend, language: ofLanguage } = texts.value.frame;
  return (
    <Menu class="at-end settings" label="⚙" name={settings}>
      <RadioGroup legend={legend} options={themes} {...bind(theme)} />
      <RadioGroup
        legend={ofLanguage}
        options={{ en: 'English', ru: <span lang="ru">Русский</span> }}
        {...bind(language)}
      />
    </Menu>
  );
}
