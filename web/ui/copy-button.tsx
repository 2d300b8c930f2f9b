import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cn } from './cn.ts'

type CopyButtonProps = {
  text: string
  label: string
  /** `inline` stands in a line of text, and not on paper. */
  size?: 'md' | 'inline'
}

/** Puts a text on the clipboard and says that it did; where that is forbidden, says so. */
export function CopyButton({ text, label, size = 'md' }: CopyButtonProps) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)
  useEffect(() => {
    if (outcome === null) return undefined
    const timer = setTimeout(() => setOutcome(null), shownMs)
    return () => clearTimeout(timer)
  }, [outcome])

  function copy() {
    // Absent outside secure contexts, where a self-hosted test edition on a local address is.
    if (!navigator.clipboard) return setOutcome('refused')
    navigator.clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    )
  }

  const Icon = outcome === 'copied' ? Check : Copy
  return (
    <span className="inline-flex items-center">
      <button
        type="button"
        onClick={copy}
        aria-label={label}
        title={label}
        className={cn(
          'no-print grid shrink-0 place-items-center rounded-lg text-current opacity-80 hover:bg-current/10 hover:opacity-100',
          size === 'md' ? 'size-10' : '-me-2 size-8',
        )}
      >
        <Icon aria-hidden className="size-4.5" />
      </button>
      <span role="status" className={cn('text-xs font-medium', !outcome && 'sr-only')}>
        {outcome ? t(outcome === 'copied' ? 'ui.copied' : 'ui.copyRefused') : ''}
      </span>
    </span>
  )
}

const shownMs = 2_500
