import { MailCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useCountdown } from '../lib/use-countdown.ts'
import { Button } from './button.tsx'

type ResendButtonProps = {
  /** On this device's clock; null when another may be asked for at once. */
  allowedAt: number | null
  pending: boolean
  sent: boolean
  onResend: () => void
  label: string
  waitLabel: (seconds: number) => string
  sentText: ReactNode
}

/** Another code, once the server allows it; the wait is counted down on the button. */
export function ResendButton(props: ResendButtonProps) {
  const { allowedAt, pending, sent, onResend, label, waitLabel, sentText } = props
  const seconds = useCountdown(allowedAt)
  const waits = seconds > 0
  return (
    <div className="flex flex-col gap-3">
      <Button variant="secondary" block disabled={waits} pending={pending} onClick={onResend}>
        {waits ? <span className="tabular-nums">{waitLabel(seconds)}</span> : label}
      </Button>
      {sent && waits ? (
        <p role="status" className="flex items-start gap-2 text-sm text-muted">
          <MailCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
          {sentText}
        </p>
      ) : null}
    </div>
  )
}
