import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnData, PasswordJudge, PasswordVerdict } from '../../contract/password-strength.ts'
import { passwordJudge } from '../lib/password-judge.ts'
import { cn } from './cn.ts'

const bars = ['', 'bg-bad', 'bg-warn', 'bg-ok', 'bg-ok'] as const

/** While a password is typed: how long it withstands guessing, in words, and what makes it weak. */
export function PasswordStrength({ password, own }: { password: string; own: OwnData }) {
  const { t } = useTranslation()
  const verdict = usePasswordVerdict(password, own)
  const level = password === '' || !verdict ? 0 : Math.max(1, verdict.score)
  const tooShort = password !== '' && Array.from(password).length < 8
  return (
    <div>
      <div aria-hidden className="grid grid-cols-4 gap-1.5 pt-0.5">
        {[1, 2, 3, 4].map(bar => (
          <span key={bar} className={cn('h-1.5 rounded-full', bar <= level ? bars[level] : 'bg-line')} />
        ))}
      </div>
      {/* Two lines from the first: when the judge arrives, what is below must not move away under a finger. */}
      <p aria-live="polite" className="min-h-11.5 pt-1.5 text-sm text-muted">
        {level === 0 ? (
          t('ui.password.hint')
        ) : (
          <>
            <strong className="font-semibold text-ink">
              {t(`ui.password.score.${tooShort ? 0 : (verdict?.score ?? 0)}`)}
            </strong>{' '}
            {tooShort
              ? t('ui.password.tooShort')
              : verdict?.warning
                ? t(`ui.password.warning.${verdict.warning}`)
                : ''}
          </>
        )}
      </p>
    </div>
  )
}

/** The same judge as the server's, so that what is strong here is accepted there; loaded when first needed. */
function usePasswordVerdict(password: string, own: OwnData): PasswordVerdict | undefined {
  const [judge, setJudge] = useState<PasswordJudge>()
  const typed = password !== ''
  useEffect(() => {
    if (!typed) return undefined
    let wanted = true
    passwordJudge().then(
      loaded => wanted && setJudge(() => loaded),
      // Without it there is no live meter; the server judges in any case.
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [typed])
  return judge && typed ? judge(password, own) : undefined
}
