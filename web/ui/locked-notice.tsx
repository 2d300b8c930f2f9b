import { formatClock } from '../lib/format.ts'
import { useLanguage } from '../lib/i18n.ts'
import type { ApiProblem } from '../lib/problem.ts'
import { useCountdown } from '../lib/use-countdown.ts'
import { Alert } from './alert.tsx'

export type LockedTexts = {
  forGood: string
  tryAgainNow: string
  until: (lock: { when: string; at: string }) => string
}

/**
 * That sign-in is locked and until when. Counted on this device from the seconds the server named, because the two
 * clocks need not agree.
 */
export function LockedNotice({
  error,
  failedAt,
  texts,
}: {
  error: ApiProblem
  failedAt: number
  texts: LockedTexts
}) {
  const language = useLanguage()
  const opensAt = error.retryAfter === undefined ? null : failedAt + error.retryAfter * 1_000
  const seconds = useCountdown(opensAt)
  if (opensAt === null)
    return (
      <Alert tone="bad" live title={error.problem.title}>
        {texts.forGood}
      </Alert>
    )
  if (seconds === 0)
    return (
      <Alert tone="info" live>
        {texts.tryAgainNow}
      </Alert>
    )
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
  const when =
    seconds < 100 ? relative.format(seconds, 'second') : relative.format(Math.ceil(seconds / 60), 'minute')
  return (
    <Alert tone="bad" live title={error.problem.title}>
      {texts.until({ when, at: formatClock(new Date(opensAt).toISOString(), language) })}
    </Alert>
  )
}
