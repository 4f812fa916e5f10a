// 120 strings that become markup, script or nonsense wherever somebody builds HTML from strings.

const elements = [
  '<script>broken=1</script>', '<img src=x onerror=broken=1>', '<svg onload=broken=1>', '<svg><script>broken=1</script></svg>',
  '<iframe srcdoc="<script>parent.broken=1</script>">', '<body onload=broken=1>', '<details open ontoggle=broken=1>', '<video><source onerror=broken=1>',
  '<math><mtext><img src=x onerror=broken=1></mtext></math>', '<a href="javascript:broken=1">x</a>', '<form action="javascript:broken=1"><button>', '<object data="javascript:broken=1">',
  '<embed src="javascript:broken=1">', '<input autofocus onfocus=broken=1>', '<style>*{color:red}</style>', '<link rel=stylesheet href=//evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=//evil.example">', '<base href=//evil.example/>', '<template><img src=x onerror=broken=1></template>', '<noscript><p title="</noscript><img src=x onerror=broken=1>">',
  '<marquee onstart=broken=1>', '<select><option>x</select>', '<textarea></textarea><img src=x onerror=broken=1>', '<dialog open>x</dialog>',
  '<mark>x</mark>', '<b>bold</b>', '<p>', '</p></div></dialog>', '<!-- x -->', '<![CDATA[x]]>',
];
const wrappings = [
  (text) => text,
  (text) => `"'>${text}`,
  (text) => text.replace(/</g, '\\u003c').replace(/>/g, '\\u003e'),
];
const oddities = [
  '&lt;img src=x onerror=broken=1&gt;', '&#60;script&#62;broken=1&#60;/script&#62;', '&amp;lt;b&amp;gt;', '{{ 7 * 7 }}', '{% raw %}<b>{% endraw %}', '${broken=1}',
  '%3Cscript%3Ebroken=1%3C/script%3E', 'javascript:broken=1', 'data:text/html,<script>broken=1</script>', '__proto__', 'constructor', 'toString',
  '"; broken=1; //', "'; broken=1; //", '`${broken=1}`', '\\"; broken=1', '</script><script>broken=1</script>', ']]>"><x>',
  '\u202egnp.exe', '\u200b\u200bzero', 'e\u0301\u0301\u0301combining', '𝕙𝕠𝕤𝕥𝕚𝕝𝕖', '日本語の検索', '한국어 검색', 'ÄÖÜ ß İı', '👩‍👩‍👧‍👦 family',
  '$& $1 $$ \\1', '{n} {q} {title} {asked}', '*'.repeat(40), `${'long'.repeat(40)}`,
];

export const hostile = [...wrappings.flatMap((wrap) => elements.map(wrap)), ...oddities];
if (hostile.length !== 120) throw new Error(`${hostile.length} strings`);
