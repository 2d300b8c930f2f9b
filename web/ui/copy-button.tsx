import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Puts a text on the clipboard and says that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  async function copy() {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), shownMs)
  }
  return (
    <button
      type="button"
      onClick={() => void copy()}
      aria-label={label}
      className="inline-flex size-10 items-center justify-center rounded-lg text-current hover:bg-current/10"
    >
      <Icon aria-hidden className="size-4.5" />
      <span aria-live="polite" className="sr-only">
        {copied ? t('ui.copied') : ''}
      </span>
    </button>
  )
}

const shownMs = 2_000
