import "./design/tokens.css";
import "./texts/language";
import "./shell/studio-app";
