import { Copy, Download, Printer } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { meQuery, metaQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'

/** The codes, this once: to save, to copy, to print. Going on is possible only for who says they have them. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation()
  const [kept, setKept] = useState(false)
  const [asked, setAsked] = useState(false)
  return (
    <div className="flex flex-col gap-5">
      <Alert tone="warn" title={t('twoStep.codes.onceTitle')}>
        {t('twoStep.codes.once')}
      </Alert>
      <ol
        aria-label={t('twoStep.codes.list')}
        className="grid grid-cols-1 gap-x-8 gap-y-2.5 rounded-xl border border-line bg-sunken/60 p-5 sm:grid-cols-2"
      >
        {codes.map(code => (
          <li
            key={code}
            dir="ltr"
            className="text-center font-mono text-[0.9375rem] font-semibold tracking-wide"
          >
            {code}
          </li>
        ))}
      </ol>
      <SaveButtons codes={codes} />
      <Checkbox
        checked={kept}
        onChange={setKept}
        error={asked && !kept ? t('twoStep.codes.keepFirst') : undefined}
      >
        {t('twoStep.codes.kept')}
      </Checkbox>
      <Button
        size="lg"
        block
        onClick={() => {
          setAsked(true)
          if (kept) onDone()
        }}
      >
        {t('twoStep.codes.done')}
      </Button>
    </div>
  )
}

function SaveButtons({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation()
  const textAt = useText(codes)
  const [outcome, setOutcome] = useState<'copied' | 'refused'>()
  return (
    <div className="flex flex-col gap-2 no-print">
      <div className="flex flex-wrap gap-2">
        <Button
          variant="secondary"
          size="sm"
          onClick={() => save(textAt(new Date()), t('twoStep.codes.fileName'))}
        >
          <Download aria-hidden className="size-4" />
          {t('twoStep.codes.download')}
        </Button>
        <Button variant="secondary" size="sm" onClick={() => void copy(textAt(new Date())).then(setOutcome)}>
          <Copy aria-hidden className="size-4" />
          {t('twoStep.codes.copy')}
        </Button>
        <Button variant="secondary" size="sm" onClick={() => window.print()}>
          <Printer aria-hidden className="size-4" />
          {t('twoStep.codes.print')}
        </Button>
      </div>
      <p role="status" className="text-sm text-muted empty:hidden">
        {outcome ? t(outcome === 'copied' ? 'ui.copied' : 'ui.copyRefused') : ''}
      </p>
    </div>
  )
}

/** What the file says: whose codes, from when, and the codes. */
function useText(codes: readonly string[]): (at: Date) => string {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: me } = useQuery(meQuery)
  const { data: meta } = useQuery(metaQuery)
  return at => {
    const lines = [
      t('twoStep.codes.fileTitle', { operator: meta?.operator.name ?? '' }),
      me?.email ?? '',
      formatDate(at.toISOString(), language),
      '',
      ...codes,
      '',
      t('twoStep.codes.fileHint'),
    ]
    return `${lines.join('\n')}\n`
  }
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

async function copy(text: string): Promise<'copied' | 'refused'> {
  // Absent outside secure contexts, where a self-hosted test edition on a local address is.
  if (!navigator.clipboard) return 'refused'
  try {
    await navigator.clipboard.writeText(text)
    return 'copied'
  } catch {
    // The browser or its owner does not want it; the button says so.
    return 'refused'
  }
}
