import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../lib/i18n.ts'
import { preferredTheme, setTheme, type Language, type Theme } from '../lib/preferences.ts'
import { SegmentedControl } from './choice.tsx'
import { cn } from './cn.ts'
import { useChangeLanguage } from './use-change-language.ts'

/** Each language under its own name, because who needs it may not read the present one. */
export const languageNames: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' }

/** One press to the other language; `onChange` is for whoever keeps the choice elsewhere too. */
export function LanguageSwitch({
  className,
  onChange,
}: {
  className?: string
  onChange?: (language: Language) => void
}) {
  const other = useLanguage() === 'en' ? 'zh-CN' : 'en'
  const change = useChangeLanguage(onChange)
  return (
    <button
      type="button"
      onClick={() => change(other)}
      lang={other}
      className={cn(
        'inline-flex min-h-11 items-center gap-2 rounded-lg px-3 text-sm font-medium text-muted hover:bg-current/8 hover:text-ink',
        className,
      )}
    >
      <Languages aria-hidden className="size-4.5" />
      {languageNames[other]}
    </button>
  )
}

export function ThemeSwitch({ className }: { className?: string }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<Theme>(preferredTheme)
  const choose = (theme: Theme): void => {
    setTheme(theme)
    setChosen(theme)
  }
  return (
    <SegmentedControl
      label={t('ui.theme.label')}
      value={chosen}
      onChange={choose}
      options={[
        {
          value: 'system',
          label: t('ui.theme.system'),
          icon: <Monitor aria-hidden className="size-4 shrink-0" />,
        },
        { value: 'light', label: t('ui.theme.light'), icon: <Sun aria-hidden className="size-4 shrink-0" /> },
        { value: 'dark', label: t('ui.theme.dark'), icon: <Moon aria-hidden className="size-4 shrink-0" /> },
      ]}
      {...(className ? { className } : {})}
    />
  )
}
