import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeLanguage, currentLanguage } from '../lib/i18n.ts'
import { preferredTheme, setTheme, type Theme } from '../lib/preferences.ts'
import { cn } from './cn.ts'

const quiet = 'inline-flex min-h-11 items-center gap-2 rounded-lg px-3 text-sm font-semibold hover:bg-current/10'

/** The other language, named in itself, because who needs it may not read this one. */
export function LanguageSwitch({ className, onChange }: { className?: string; onChange?: (language: 'zh-CN' | 'en') => void }) {
  useTranslation()
  const other = currentLanguage() === 'en' ? 'zh-CN' : 'en'
  async function change() {
    await changeLanguage(other)
    onChange?.(other)
  }
  return (
    <button type="button" onClick={() => void change()} lang={other} className={cn(quiet, className)}>
      <Languages aria-hidden className="size-4.5" />
      {other === 'en' ? 'English' : '中文'}
    </button>
  )
}

const themes: { theme: Theme; icon: typeof Sun }[] = [
  { theme: 'system', icon: Monitor },
  { theme: 'light', icon: Sun },
  { theme: 'dark', icon: Moon },
]

export function ThemeSwitch({ className }: { className?: string }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(preferredTheme)
  return (
    <div role="radiogroup" aria-label={t('ui.theme.label')} className={cn('inline-flex rounded-lg bg-sunken p-1', className)}>
      {themes.map(({ theme, icon: Icon }) => (
        <button
          key={theme}
          type="button"
          role="radio"
          aria-checked={chosen === theme}
          aria-label={t(`ui.theme.${theme}`)}
          onClick={() => {
            setTheme(theme)
            setChosen(theme)
          }}
          className={cn('grid size-10 place-items-center rounded-md text-muted', chosen === theme && 'bg-surface text-ink shadow-card')}
        >
          <Icon aria-hidden className="size-4.5" />
        </button>
      ))}
    </div>
  )
}
