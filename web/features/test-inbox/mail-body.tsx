import { useEffect, useRef } from 'react'
import { showMail } from './mail-html.ts'

/** A mail as a mail program shows it; nothing in it can leave its box or lie over the page around it. */
export function MailBody({ html, label }: { html: string; label: string }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (ref.current) showMail(ref.current, html)
  }, [html])
  return (
    <div
      ref={ref}
      role="group"
      aria-label={label}
      className="overflow-x-auto rounded-lg border border-line bg-white text-black [contain:content]"
    />
  )
}
