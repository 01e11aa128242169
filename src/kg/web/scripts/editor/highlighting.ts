// SPARQL in colours: classes on the text, whose colours stand in the style sheet.
import { LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { classHighlighter, styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";

const language = SparqlLanguage.configure({
  props: [
    styleTags({
      Pname_ln: tags.propertyName,
      Pname_ns: tags.namespace,
      IriRef: tags.url,
      Langtag: tags.meta,
      A_predicate: tags.keyword,
      "Integer Decimal Double IntegerPositive DecimalPositive DoublePositive": tags.number,
      "IntegerNegative DecimalNegative DoubleNegative": tags.number,
      "TRUE FALSE": tags.bool,
      Blank_node_label: tags.variableName,
    }),
  ],
});

export const highlighting = [
  new LanguageSupport(
    language,
    language.data.of({ commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", '"', "'"] } }),
  ),
  syntaxHighlighting(classHighlighter),
];
